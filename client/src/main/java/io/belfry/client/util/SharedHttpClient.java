package io.belfry.client.util;

import io.belfry.client.internal.OwnedHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that exists while a request runs: requests at the same time share it, the last one
 * ends it. So an authenticator needs no close, and leaves no thread behind.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-020"
 */
final class SharedHttpClient {
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final Object lock = new Object();
  private @Nullable SSLContext tls;
  private @Nullable OwnedHttpClient client;
  private int users;

  /** What came back. */
  record Answer(int status, String body) {}

  void use(SSLContext context) {
    synchronized (lock) {
      tls = context;
    }
  }

  Answer send(HttpRequest request) throws IOException, InterruptedException {
    OwnedHttpClient shared = acquire();
    try {
      HttpResponse<InputStream> response = shared.get().send(request, BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
        if (body.length > MAX_ANSWER_BYTES) {
          throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
        }
        return new Answer(response.statusCode(), new String(body, StandardCharsets.UTF_8));
      }
    } finally {
      release();
    }
  }

  private OwnedHttpClient acquire() {
    synchronized (lock) {
      OwnedHttpClient current = client;
      if (current == null) {
        current = new OwnedHttpClient(tls, Proxy.NO_PROXY);
        client = current;
      }
      users++;
      return current;
    }
  }

  private void release() {
    synchronized (lock) {
      users--;
      if (users == 0 && client != null) {
        client.close();
        client = null;
      }
    }
  }
}
