package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belfry.rest.AuthRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The application that a client of the guide asks for tokens.
 *
 * <p>Thread: {@link #ready} and {@link #logOut} may be called from any.
 */
final class TestApplication implements AutoCloseable {
  private final HttpServer http;
  private final Function<AuthRequest, String> endpoint;

  /** Holds answers back until the test has bound what it wants to hear. */
  private final CountDownLatch ready = new CountDownLatch(1);

  private volatile int status = 200;

  private TestApplication(HttpServer http, Function<AuthRequest, String> endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /**
   * Starts it.
   *
   * @param endpoint makes the JSON text that is answered
   */
  static TestApplication start(Function<AuthRequest, String> endpoint) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TestApplication application = new TestApplication(http, endpoint);
    http.createContext("/pusher/", application::answer);
    http.start();
    return application;
  }

  String uri() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Lets answers go. */
  void ready() {
    ready.countDown();
  }

  /** Refuses from now on. */
  void logOut() {
    status = 403;
  }

  private void answer(HttpExchange exchange) throws IOException {
    awaitReady();
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    byte[] body = endpoint.apply(AuthRequest.parse(form)).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void awaitReady() {
    try {
      assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
