package io.belfry.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belfry.e2e.ServerSdk.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands where the server would, takes every request and keeps what came over the wire.
 *
 * <p>Thread: thread-safe.
 */
final class WireRecorder implements AutoCloseable {
  static final Account NOWHERE = new Account(0, "7", "app-key", "a secret of the app");
  // Something of everything that an SDK may look for.
  private static final byte[] ANSWER =
      "{\"channels\":{},\"users\":[],\"occupied\":false}".getBytes(StandardCharsets.UTF_8);

  private final HttpServer http;
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  /** A request: its path as it was sent, the query unescaped, the body as it is. */
  record Seen(
      String method,
      String path,
      Map<String, String> query,
      String type,
      String library,
      String body) {
    /** What the query says besides who signed it when. */
    Map<String, String> asked() {
      Map<String, String> asked = new TreeMap<>(query);
      asked.keySet().removeIf(name -> name.startsWith("auth_") || name.equals("body_md5"));
      return asked;
    }

    /** Whether it is signed by the rule, over the path as it was sent. */
    boolean isSigned() {
      Map<String, String> signed = new TreeMap<>(query);
      String signature = signed.remove("auth_signature");
      String parameters =
          signed.entrySet().stream()
              .map(pair -> pair.getKey() + "=" + pair.getValue())
              .collect(Collectors.joining("&"));
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(
            new SecretKeySpec(NOWHERE.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected =
            mac.doFinal(
                (method + "\n" + path + "\n" + parameters).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(expected).equals(signature);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Whether the digest is that of the body. */
    boolean isDigestRight() {
      try {
        byte[] digest =
            MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest).equals(query.get("body_md5"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  WireRecorder() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::keep);
    http.start();
  }

  private void keep(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> query = new TreeMap<>();
      for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(
            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
            URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              query,
              String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
              String.valueOf(exchange.getRequestHeaders().getFirst("X-Pusher-Library")),
              new String(body, StandardCharsets.UTF_8)));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    }
  }

  /** Where an SDK is to believe the server. */
  Account account() {
    return new Account(
        http.getAddress().getPort(), NOWHERE.appId(), NOWHERE.key(), NOWHERE.secret());
  }

  /** The next request. */
  Seen next() {
    try {
      Seen next = seen.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("Nothing came over the wire within 10 s.");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
