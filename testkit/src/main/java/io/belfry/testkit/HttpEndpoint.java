package io.belfry.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An HTTP endpoint on a free port that records what it is asked and answers what the test says.
 *
 * <p>Thread: thread-safe; answers are made on threads of its own and may block.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final int WAIT_SECONDS = 10;
  private static final int BACKLOG = 50;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  private HttpEndpoint(HttpServer server) {
    this.server = server;
  }

  /** What came. */
  public record Request(String method, String path, String body, Function<String, String> headers) {
    /** Header field; empty when it was missing. */
    public String header(String name) {
      return headers.apply(name);
    }
  }

  /** What goes back. */
  public record Answer(int status, String body) {}

  /** Listens and answers every request so. */
  public static HttpEndpoint start(Function<Request, Answer> answers) {
    try {
      HttpEndpoint endpoint =
          new HttpEndpoint(
              HttpServer.create(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG));
      endpoint.server.createContext("/", exchange -> endpoint.handle(exchange, answers));
      endpoint.server.setExecutor(endpoint.threads);
      endpoint.server.start();
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange, Function<Request, Answer> answers) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              new String(body, StandardCharsets.UTF_8),
              name -> {
                String value = exchange.getRequestHeaders().getFirst(name);
                return value == null ? "" : value;
              });
      requests.add(request);
      Answer answer = answers.apply(request);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Location", "/elsewhere");
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/auth";
  }

  /** The next request, in the order in which they came. */
  public Request next() {
    try {
      Request request = requests.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("Nobody asked within " + WAIT_SECONDS + " s.");
      }
      return request;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many requests came that {@link #next} has not given. */
  public int unread() {
    return requests.size();
  }

  /** Ends at once, interrupting answers that block. */
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
