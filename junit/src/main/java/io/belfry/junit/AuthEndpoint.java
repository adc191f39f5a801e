package io.belfry.junit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An auth endpoint on this machine, which signs in whoever its address names and lets them into all
 * channels: {@code …/auth/ada}.
 *
 * <p>Thread: thread-safe; answers on virtual threads.
 */
final class AuthEndpoint implements AutoCloseable {
  private static final String PATH = "/auth/";
  private static final int BACKLOG = 200;
  private static final int MOST_BYTES = 64 << 10;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Pusher pusher;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean isRefusing;

  AuthEndpoint(Pusher pusher) {
    this.pusher = pusher;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(PATH, this::handle);
    http.setExecutor(threads);
    http.start();
  }

  /** Where that user is signed in. */
  URI uri(String user) {
    return URI.create(
        "http://127.0.0.1:"
            + http.getAddress().getPort()
            + PATH
            + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  int asked() {
    return asked.get();
  }

  void refuse(boolean isRefusingNow) {
    isRefusing = isRefusingNow;
  }

  /** Signs again, and has not been asked yet. */
  void forget() {
    isRefusing = false;
    asked.set(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.incrementAndGet();
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
      String query = exchange.getRequestURI().getRawQuery();
      Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
      form.putAll(form(query == null ? "" : query));
      String user =
          URLDecoder.decode(
              exchange.getRequestURI().getRawPath().substring(PATH.length()),
              StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      if (isRefusing) {
        answer(exchange, FORBIDDEN, "Forbidden");
        return;
      }
      try {
        answer(exchange, OK, token(user, form));
      } catch (IllegalArgumentException e) {
        answer(exchange, BAD_REQUEST, String.valueOf(e.getMessage()));
      }
    }
  }

  private String token(String user, Map<String, String> form) {
    String socketId = form.getOrDefault("socket_id", "");
    String channel = form.get("channel_name");
    return channel == null
        ? pusher.authenticateUser(socketId, UserData.of(user)).toJson()
        : channelToken(pusher, socketId, channel, user);
  }

  /** What lets that user into a private or presence channel. */
  static String channelToken(Pusher pusher, String socketId, String channel, String user) {
    return channel.startsWith("presence-")
        ? pusher.authorizeChannel(socketId, channel, PresenceData.of(user)).toJson()
        : pusher.authorizeChannel(socketId, channel).toJson();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> form(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
