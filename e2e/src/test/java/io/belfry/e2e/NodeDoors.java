package io.belfry.e2e;

import com.google.gson.JsonParser;
import io.belfry.cluster.redis.Waiting;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster as those outside meet it.
 *
 * @param port of clients and backends
 * @param operations port of its metrics
 */
record NodeDoors(int port, int operations) {
  static final int ALL = 16;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a balancer is told: ready, cut_off, starting. */
  String readiness() {
    return get(port, "/readyz").strip();
  }

  void awaitReady() {
    Waiting.until("the node is ready", () -> readiness().equals("ready"));
  }

  void awaitCutOff() {
    Waiting.until("the node is cut off", () -> readiness().equals("cut_off"));
  }

  /** Sum of the rows of a metric that have these words. */
  double metric(String name, String words) {
    return get(operations, "/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(words))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How many partitions are linked. */
  int linked() {
    return (int) metric("belfry_cluster_partitions_linked", "");
  }

  void awaitLinked() {
    Waiting.until("all partitions are linked", () -> linked() == ALL);
  }

  /** How many nodes it knows. */
  int nodes() {
    return (int) metric("belfry_cluster_nodes", "");
  }

  void awaitNodes(int count) {
    Waiting.until("it knows " + count + " nodes", () -> nodes() == count);
  }

  /** How many links it has lost, for whatever reason. */
  int losses() {
    return (int) metric("belfry_cluster_link_losses_total", "");
  }

  /** How often it has begun anew for that reason. */
  int begunAnew(String cause) {
    return (int) metric("belfry_cluster_begun_anew_total", cause);
  }

  /** Publishes in a channel. */
  HttpResponse<String> publish(String channel, String event) {
    return post(
        "/events", "{\"name\":\"%s\",\"channel\":\"%s\",\"data\":\"d\"}".formatted(event, channel));
  }

  /** Asks the API to do something. */
  HttpResponse<String> post(String path, String body) {
    URI uri = signed("POST", path, body);
    return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)));
  }

  /** Members of a presence channel, as the API tells them. */
  Set<String> members(String channel) {
    URI uri = signed("GET", "/channels/" + channel + "/users", null);
    Set<String> members = new TreeSet<>();
    JsonParser.parseString(send(HttpRequest.newBuilder(uri)).body())
        .getAsJsonObject()
        .getAsJsonArray("users")
        .forEach(user -> members.add(user.getAsJsonObject().get("id").getAsString()));
    return members;
  }

  private URI signed(String method, String path, @Nullable String body) {
    String server = "http://127.0.0.1:" + port;
    try (Pusher backend = new Pusher(RestOptions.of(server, "1", Belfry.KEY, ClusterFile.SECRET))) {
      return backend.signedUri(method, path, body);
    }
  }

  private static String get(int port, String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return send(HttpRequest.newBuilder(uri)).body();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
