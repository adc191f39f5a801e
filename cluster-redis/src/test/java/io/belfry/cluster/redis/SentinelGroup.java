package io.belfry.cluster.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** A master, a replica, and three sentinels that make the one the other when it is down. */
public final class SentinelGroup implements AutoCloseable {
  private final EngineProcess master;
  private final EngineProcess replica;
  private final List<EngineProcess> sentinels = new ArrayList<>();

  /** Starts all, and waits until they know each other. */
  public SentinelGroup(EngineKind kind) {
    this(kind, port -> port);
  }

  /**
   * The same where all others reach the master by a wire.
   *
   * @param wire given the master's port, the one by which it is reached
   */
  public SentinelGroup(EngineKind kind, IntUnaryOperator wire, String... options) {
    master = kind.start(options);
    int port = wire.applyAsInt(master.port());
    List<String> ofReplica = new ArrayList<>(List.of(options));
    ofReplica.addAll(List.of("--replicaof", "127.0.0.1", "" + port));
    replica = kind.start(ofReplica.toArray(String[]::new));
    for (int i = 0; i < 3; i++) {
      sentinels.add(kind.startSentinel(port));
    }
    for (EngineProcess sentinel : sentinels) {
      Waiting.until("sentinels know each other", () -> knowsAll(sentinel));
    }
  }

  private static boolean knowsAll(EngineProcess sentinel) {
    return asked(
        sentinel,
        commands -> {
          Map<String, String> known = commands.master("mymaster");
          return "2".equals(known.get("num-other-sentinels"))
              && "1".equals(known.get("num-slaves"))
              && commands.replicas("mymaster").stream()
                  .allMatch(it -> "ok".equals(it.get("master-link-status")));
        });
  }

  private interface Asking<A> {
    A ask(RedisSentinelCommands<String, String> commands);
  }

  private static <A> A asked(EngineProcess sentinel, Asking<A> question) {
    try (RedisClient client = RedisClient.create();
        var connection = client.connectSentinel(RedisURI.create("127.0.0.1", sentinel.port()))) {
      return question.ask(connection.sync());
    }
  }

  /** Where the sentinels are, as operators write it. */
  public String url() {
    return "redis-sentinel://"
        + sentinels.stream().map(it -> "127.0.0.1:" + it.port()).collect(Collectors.joining(","))
        + "#mymaster";
  }

  /** Who is master at the beginning. */
  public EngineProcess master() {
    return master;
  }

  /** Who is replica at the beginning. */
  public EngineProcess replica() {
    return replica;
  }

  /** Those that watch. */
  public List<EngineProcess> sentinels() {
    return sentinels;
  }

  /** Makes the replica master while both live. */
  public void failOver() {
    asked(sentinels.get(0), commands -> commands.failover("mymaster"));
  }

  @Override
  public void close() {
    sentinels.forEach(EngineProcess::close);
    replica.close();
    master.close();
  }
}
