package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.WebhookSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The part of an application that is told by webhooks: it notes each request, checks its signature,
 * and answers as the test says.
 *
 * <p>Thread: thread-safe.
 */
final class HookReceiver implements AutoCloseable {
  private static final int TAKEN = 204;
  private static final long PATIENCE_SECONDS = 60;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int BACKLOG = 1_024;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Secret secret;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition came = lock.newCondition();
  private final List<Told> told = new ArrayList<>();
  private volatile ToIntFunction<Told> answers = request -> TAKEN;

  /**
   * A request.
   *
   * @param delivery what is the same for all attempts of one delivery
   * @param attempt number of this attempt, from 1
   * @param sequence number of the request among those about its channel or user; 0 without one
   * @param events what is told, in order
   * @param status what it was answered with; 0 while it is not
   */
  record Told(String delivery, int attempt, long sequence, List<JsonObject> events, int status) {
    private Told answered(int with) {
      return new Told(delivery, attempt, sequence, events, with);
    }

    boolean isTaken() {
      return status == TAKEN;
    }
  }

  /** One that knows the secret of its app. */
  HookReceiver(String secret) throws IOException {
    this.secret = Secret.of(secret);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    http.setExecutor(threads);
    http.createContext("/", this::take);
    http.start();
  }

  /** Where it listens. */
  String url(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  /** Answers so from now on; 0 hangs up without an answer. */
  void answers(ToIntFunction<Told> with) {
    answers = with;
  }

  /** All requests until now, in the order in which they were answered. */
  List<Told> told() {
    lock.lock();
    try {
      return List.copyOf(told);
    } finally {
      lock.unlock();
    }
  }

  /** All events that were taken, in order. */
  List<JsonObject> taken() {
    return told().stream().filter(Told::isTaken).flatMap(each -> each.events().stream()).toList();
  }

  /** Waits until what has come is so. */
  List<Told> await(String what, Predicate<List<Told>> isSo) {
    return await(what, isSo, () -> {});
  }

  /** The same where time passes only when the test lets it: this is done while nothing comes. */
  List<Told> await(String what, Predicate<List<Told>> isSo, Runnable meanwhile) {
    long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    lock.lock();
    try {
      while (!isSo.test(told)) {
        if (left <= 0) {
          throw new AssertionError("Waited in vain: " + what + "; " + told.size() + " requests.");
        }
        long slice = Math.min(left, SLICE_NANOS);
        left -= slice - came.awaitNanos(slice);
        meanwhile.run();
      }
      return List.copyOf(told);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Told request = read(exchange, body);
      int status = answers.applyAsInt(request);
      note(request.answered(status));
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
      }
    }
  }

  private Told read(HttpExchange exchange, byte[] body) {
    String signature = exchange.getRequestHeaders().getFirst("X-Pusher-Signature");
    if (!WebhookSignature.of(secret, body).equals(signature)) {
      throw new AssertionError("The signature is wrong.");
    }
    List<JsonObject> events = new ArrayList<>();
    JsonParser.parseString(new String(body, StandardCharsets.UTF_8))
        .getAsJsonObject()
        .getAsJsonArray("events")
        .forEach(event -> events.add(event.getAsJsonObject()));
    String sequence = exchange.getRequestHeaders().getFirst("X-Belfry-Sequence");
    return new Told(
        exchange.getRequestHeaders().getFirst("X-Belfry-Delivery"),
        Integer.parseInt(exchange.getRequestHeaders().getFirst("X-Belfry-Attempt")),
        sequence == null ? 0 : Long.parseLong(sequence),
        List.copyOf(events),
        0);
  }

  private void note(Told request) {
    lock.lock();
    try {
      told.add(request);
      came.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Checks that no event was taken in two deliveries; events are known by what is in them. */
  static void areEachInOneDelivery(List<Told> told) {
    java.util.Map<String, String> deliveries = new java.util.HashMap<>();
    for (Told request : told) {
      for (JsonObject event : request.events()) {
        String before = deliveries.putIfAbsent(event.toString(), request.delivery());
        assertThat(before == null ? request.delivery() : before)
            .as(event.toString())
            .isEqualTo(request.delivery());
      }
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
