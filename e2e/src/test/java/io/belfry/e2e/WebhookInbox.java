package io.belfry.e2e;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * An application's endpoint for webhooks that takes everything and keeps it.
 *
 * <p>Thread: thread-safe.
 */
final class WebhookInbox implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  WebhookInbox() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::take);
    http.start();
  }

  /**
   * What came.
   *
   * @param headers by name in any spelling
   */
  record Request(Map<String, String> headers, String body) {
    JsonArray events() {
      return JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("events");
    }

    Set<String> names() {
      Set<String> names = new HashSet<>();
      events().forEach(event -> names.add(event.getAsJsonObject().get("name").getAsString()));
      return names;
    }

    boolean isAbout(String channel) {
      return StreamSupport.stream(events().spliterator(), false)
          .map(JsonElement::getAsJsonObject)
          .map(event -> event.get("channel"))
          .anyMatch(name -> name != null && name.getAsString().equals(channel));
    }

    /** The same with another body. */
    Request withBody(String other) {
      return new Request(headers, other);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(new Request(headers, body));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/hooks";
  }

  Request next() {
    try {
      Request next = requests.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("No webhook came within " + WAIT_SECONDS + " s.");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All that come until that is so. */
  List<Request> until(Predicate<List<Request>> isEnough) {
    List<Request> all = new ArrayList<>();
    try {
      do {
        all.add(next());
      } while (!isEnough.test(all));
    } catch (AssertionError e) {
      throw new AssertionError("It was not enough: " + all, e);
    }
    return all;
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
  }
}
