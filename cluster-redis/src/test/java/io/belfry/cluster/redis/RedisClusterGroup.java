package io.belfry.cluster.redis;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Redis Cluster of three masters and their replicas, which take a node for down after two
 * seconds. Masters are the first three, in the order of their slots.
 */
public final class RedisClusterGroup implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final int MIGRATE_MILLIS = 5_000;

  private final RedisClient client = RedisClient.create();
  private final List<EngineProcess> nodes = new ArrayList<>();
  private final List<RedisCommands<String, String>> commands = new ArrayList<>();

  /** Starts all, and waits until they are one. */
  public RedisClusterGroup(EngineKind kind) {
    for (int i = 0; i < 2 * MASTERS; i++) {
      EngineProcess node = kind.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000");
      nodes.add(node);
      commands.add(client.connect(RedisURI.create(node.url())).sync());
      commands.get(i).clusterSetConfigEpoch(i + 1);
      commands.get(i).clusterMeet("127.0.0.1", nodes.get(0).port());
    }
    for (int i = 0; i < MASTERS; i++) {
      int first = i * SLOTS / MASTERS;
      int end = (i + 1) * SLOTS / MASTERS;
      commands.get(i).clusterAddSlots(IntStream.range(first, end).toArray());
    }
    Waiting.until(
        "all know each other",
        () -> commands.stream().allMatch(it -> it.clusterNodes().lines().count() == nodes.size()));
    for (int i = 0; i < MASTERS; i++) {
      commands.get(MASTERS + i).clusterReplicate(id(i));
    }
    Waiting.until("all is well", this::isWell);
  }

  private boolean isWell() {
    return commands.stream().allMatch(it -> it.clusterInfo().contains("cluster_state:ok"))
        && commands.subList(0, MASTERS).stream()
            .allMatch(it -> it.info("replication").contains("state=online"));
  }

  private String id(int node) {
    return commands.get(node).clusterMyId();
  }

  /** Where it is, as operators write it. */
  public String url() {
    return "redis-cluster://"
        + nodes.stream().map(it -> "127.0.0.1:" + it.port()).collect(Collectors.joining(","));
  }

  /** A master of the beginning. */
  public EngineProcess master(int number) {
    return nodes.get(number);
  }

  /** Starts a node again that was killed, and waits until the cluster has taken it in. */
  public void startAgain(int number) {
    nodes.get(number).startAgain();
    Waiting.until("all is well again", () -> commands.stream().allMatch(this::isTakenIn));
  }

  private boolean isTakenIn(RedisCommands<String, String> node) {
    try {
      return node.clusterInfo().contains("cluster_state:ok")
          && ClusterPartitionParser.parse(node.clusterNodes()).stream()
              .noneMatch(it -> it.is(RedisClusterNode.NodeFlag.FAIL))
          && !node.info("replication").contains("master_link_status:down");
    } catch (RedisException e) {
      // Its connection is made anew now.
      return false;
    }
  }

  /** Which node has a slot now: a master of the beginning, or who has taken its place. */
  public int masterOf(int slot) {
    for (int i = 0; i < nodes.size(); i++) {
      if (slots(i).contains(slot)) {
        return i;
      }
    }
    throw new IllegalStateException("No master has slot " + slot);
  }

  /** A master that has other slots than this one. */
  public int masterBeside(int node) {
    return IntStream.range(0, nodes.size())
        .filter(it -> it != node && !slots(it).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private List<Integer> slots(int node) {
    return ClusterPartitionParser.parse(commands.get(node).clusterNodes()).stream()
        .filter(it -> it.getFlags().contains(RedisClusterNode.NodeFlag.MYSELF))
        .flatMap(it -> it.getSlots().stream())
        .toList();
  }

  /** Begins to move a slot: some of its keys are there, some still here. */
  public void beginToMove(int slot, int from, int to) {
    commands.get(to).clusterSetSlotImporting(slot, id(from));
    commands.get(from).clusterSetSlotMigrating(slot, id(to));
    List<String> keys = commands.get(from).clusterGetKeysInSlot(slot, 1);
    migrate(keys, from, to);
  }

  /** Ends what {@link #beginToMove} has begun. */
  public void endMoving(int slot, int from, int to) {
    migrate(commands.get(from).clusterGetKeysInSlot(slot, 10_000), from, to);
    String target = id(to);
    commands.get(to).clusterSetSlotNode(slot, target);
    for (int i = 0; i < nodes.size(); i++) {
      if (!slots(i).isEmpty()) {
        commands.get(i).clusterSetSlotNode(slot, target);
      }
    }
  }

  private void migrate(List<String> keys, int from, int to) {
    if (!keys.isEmpty()) {
      commands
          .get(from)
          .migrate(
              "127.0.0.1", nodes.get(to).port(), 0, MIGRATE_MILLIS, MigrateArgs.Builder.keys(keys));
    }
  }

  @Override
  public void close() {
    client.close();
    nodes.forEach(EngineProcess::close);
  }
}
