package io.belfry.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An HTTP server that keeps what it was asked and answers what it was told. */
final class RecordingServer implements AutoCloseable {
  /** The connection is closed instead. */
  static final Answer NONE = new Answer(0, "");

  static final String SECRET = "a secret that nobody may see";

  private final HttpServer http;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /** What every request is answered. */
  record Answer(int status, String body, Map<String, String> headers) {
    Answer(int status, String body) {
      this(status, body, Map.of());
    }
  }

  /** One request. */
  record Received(String method, String rawTarget, Map<String, String> headers, String body) {
    String rawPath() {
      return rawTarget.substring(0, rawTarget.indexOf('?'));
    }

    /** The query, unescaped by hand: nothing of ours is asked. */
    Map<String, String> query() {
      return Arrays.stream(rawTarget.substring(rawTarget.indexOf('?') + 1).split("&", -1))
          .map(pair -> pair.split("=", 2))
          .collect(
              Collectors.toMap(
                  pair -> pair[0], pair -> unescaped(pair[1]), (a, b) -> a, TreeMap::new));
    }

    private static String unescaped(String text) {
      StringBuilder bytes = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        boolean isEscape = text.charAt(i) == '%';
        bytes.append(
            isEscape ? (char) HexFormat.fromHexDigits(text, i + 1, i + 3) : text.charAt(i));
        i += isEscape ? 2 : 0;
      }
      return new String(
          bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Whether the signature is the one of the contract, made here with ten lines of Java. */
    boolean isSigned() {
      Map<String, String> query = query();
      String signature = query.remove("auth_signature");
      String parameters =
          query.entrySet().stream()
              .map(pair -> pair.getKey() + "=" + pair.getValue())
              .collect(Collectors.joining("&"));
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String text = method + "\n" + rawPath() + "\n" + parameters;
        byte[] expected = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        byte[] md5 = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(expected).equals(signature)
            && (body.isEmpty() || HexFormat.of().formatHex(md5).equals(query.get("body_md5")));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private RecordingServer(HttpServer http) {
    this.http = http;
  }

  static RecordingServer answering(String body) {
    return answering(new Answer(200, body));
  }

  /** Each request gets the next answer, the last one those that come after. */
  static RecordingServer answering(Answer... answers) {
    return at(0, answers);
  }

  static RecordingServer at(int port, Answer... answers) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      RecordingServer server = new RecordingServer(http);
      AtomicInteger turn = new AtomicInteger();
      http.createContext(
          "/",
          exchange ->
              server.handle(
                  exchange, answers[Math.min(turn.getAndIncrement(), answers.length - 1)]));
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange, Answer answer) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    byte[] body = exchange.getRequestBody().readAllBytes();
    received.add(
        new Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(body, StandardCharsets.UTF_8)));
    if (answer.equals(NONE)) {
      exchange.close();
      return;
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  RestOptions options() {
    return RestOptions.of(url(), "7", "app-key", SECRET);
  }

  Pusher pusher() {
    return new Pusher(options());
  }

  int port() {
    return http.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The next request; it has to have come. */
  Received next() {
    try {
      return Objects.requireNonNull(received.poll(10, TimeUnit.SECONDS), "no request came");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All requests that came and were not taken. */
  List<Received> left() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
