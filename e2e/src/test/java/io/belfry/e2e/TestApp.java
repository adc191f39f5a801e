package io.belfry.e2e;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.Pusher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The customer's application: a page with pusher-js, a session in a cookie, and auth endpoints that
 * answer as the test says and keep what they were asked.
 *
 * <p>Thread: thread-safe.
 */
final class TestApp implements AutoCloseable {
  static final String USER_AUTH = "/pusher/user-auth";
  static final String OWN_USER_AUTH = "/own/user-auth";
  static final String CHANNEL_AUTH = "/pusher/auth";
  static final String ECHO_USER_AUTH = "/broadcasting/user-auth";
  static final String ECHO_CHANNEL_AUTH = "/broadcasting/auth";

  private static final String SESSION = "session=";
  private static final String PAGE =
      """
      <!doctype html>
      <title>Test</title>
      <link rel="icon" href="data:,">
      """;

  private final String page;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile AuthEndpoint users;
  private volatile AuthEndpoint channels;

  /**
   * What an auth endpoint was asked.
   *
   * @param method HTTP method
   * @param path path of the endpoint
   * @param headers as they came
   * @param form the body as it came, or the query of a GET
   */
  record Call(String method, String path, Headers headers, String form) {
    AuthRequest request() {
      return AuthRequest.parse(form);
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.getFirst(name));
    }

    private String user() {
      return header("Cookie")
          .filter(cookie -> cookie.startsWith(SESSION))
          .map(cookie -> cookie.substring(SESSION.length()))
          .orElse("nobody");
    }
  }

  /** An application that signs everything with that app. */
  TestApp(Pusher backend) {
    this(backend, PageScript.pusherJs());
  }

  /** The same with a page of these scripts. */
  TestApp(Pusher backend, List<PageScript> scripts) {
    page = PAGE + scripts.stream().map(PageScript::tag).collect(Collectors.joining("\n"));
    users = AuthEndpoint.signingUsers(backend);
    channels = AuthEndpoint.signingChannels(backend);
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::page);
    scripts.forEach(
        script -> http.createContext(script.path(), exchange -> send(exchange, script.reply())));
    PageScript sockJs = PageScript.sockJs();
    http.createContext(sockJs.path(), exchange -> send(exchange, sockJs.reply()));
    http.createContext(USER_AUTH, exchange -> auth(exchange, users));
    http.createContext(OWN_USER_AUTH, exchange -> auth(exchange, users));
    http.createContext(ECHO_USER_AUTH, exchange -> auth(exchange, users));
    http.createContext(CHANNEL_AUTH, exchange -> auth(exchange, channels));
    http.createContext(ECHO_CHANNEL_AUTH, exchange -> auth(exchange, channels));
    http.start();
  }

  /** Value of the cookie that says a request is that user's. */
  static String session(String user) {
    return SESSION + user;
  }

  /** Where a path of the application is. */
  String url(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  /** From now on user authentication answers so. */
  void users(AuthEndpoint endpoint) {
    users = endpoint;
  }

  /** From now on channel authorisation answers so. */
  void channels(AuthEndpoint endpoint) {
    channels = endpoint;
  }

  /** What the auth endpoint at that path was asked so far, in order. */
  List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
  }

  private void page(HttpExchange exchange) throws IOException {
    String user = exchange.getRequestURI().getPath().substring(1);
    exchange.getResponseHeaders().set("Set-Cookie", session(user) + "; Path=/");
    send(exchange, new AuthEndpoint.Reply(200, "text/html; charset=utf-8", page));
  }

  private void auth(HttpExchange exchange, AuthEndpoint endpoint) throws IOException {
    boolean isQuery = exchange.getRequestMethod().equals("GET");
    String form =
        isQuery
            ? exchange.getRequestURI().getRawQuery()
            : new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders(),
            form);
    calls.add(call);
    AuthEndpoint.Reply reply = endpoint.answer(call.request(), call.user());
    send(exchange, call.request().callback().map(reply::calling).orElse(reply));
  }

  private static void send(HttpExchange exchange, AuthEndpoint.Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
