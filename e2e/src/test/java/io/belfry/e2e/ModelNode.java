package io.belfry.e2e;

import io.belfry.rest.ChannelAttribute;
import io.belfry.rest.Pusher;
import io.belfry.rest.Queries;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One node of a cluster, which reaches its engine by a wire of its own, so that it can be killed
 * inside this process: its link and its sockets end at once, and nobody is told anything.
 *
 * <p>Thread: thread-safe.
 */
final class ModelNode implements AutoCloseable {
  static final String KEY = "app-key";
  private static final String SECRET = "a secret of the app";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
          watchlist: {batch_ms: 0}
          limits: {messages_per_second: -1, client_events_per_second: -1}
          %s
      cluster: {kind: redis, lease_seconds: 2, partitions: 4, name: %s, node_name: n%d,
                url: "redis://127.0.0.1:%d"}
      """;

  private final int number;
  private final CuttableProxy wire = CuttableProxy.to(EngineOfTheRun.port());
  private final BelfryServer server;
  private final Pusher backend;

  /**
   * What a node says to questions over HTTP.
   *
   * @param subscriptions connections of each occupied channel
   * @param users number of users of each presence channel
   * @param members who they are, in order
   * @param connections of the app
   */
  record Answers(
      Map<String, Long> subscriptions,
      Map<String, Long> users,
      Map<String, List<String>> members,
      long connections) {}

  /**
   * Starts one; it is linked when this returns.
   *
   * @param cluster the name of its cluster
   * @param more a further line of the app; may be empty
   */
  ModelNode(int number, String cluster, String more) {
    this.number = number;
    String yaml = CONFIG.formatted(more, cluster, number, wire.port());
    try {
      server =
          switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
            case ConfigResult.Loaded loaded -> BelfryServer.start(loaded.config());
            case ConfigResult.NotConfigured refused ->
                throw new AssertionError(refused.problems().toString());
          };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    backend = new Pusher(RestOptions.of("http://127.0.0.1:" + server.port(), "1", KEY, SECRET));
  }

  int number() {
    return number;
  }

  int port() {
    return server.port();
  }

  /** The application, as it speaks to this node. */
  Pusher backend() {
    return backend;
  }

  Answers ask(List<String> presenceChannels) {
    Queries queries = backend.queries();
    Map<String, Long> subscriptions = new TreeMap<>();
    queries
        .channels("", ChannelAttribute.SUBSCRIPTION_COUNT)
        .forEach((name, info) -> subscriptions.put(name, info.subscriptionCount().orElse(-1)));
    Map<String, Long> users = new TreeMap<>();
    queries
        .channels("presence-", ChannelAttribute.USER_COUNT)
        .forEach((name, info) -> users.put(name, info.userCount().orElse(-1)));
    Map<String, List<String>> members = new TreeMap<>();
    presenceChannels.forEach(
        name -> {
          List<String> of = queries.members(name);
          if (!of.isEmpty()) {
            members.put(name, of);
          }
        });
    return new Answers(subscriptions, users, members, queries.connections());
  }

  /** Its link ends at once and for good. */
  void cut() {
    wire.close();
  }

  /** It is gone from one moment to the next. */
  void kill() {
    cut();
    server.close();
    backend.close();
  }

  /** It goes down in order: its clients are told, and so are the other nodes. */
  @Override
  public void close() {
    server.drain();
    server.close();
    cut();
    backend.close();
  }
}
