package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at an engine as a node would meet it, before there is one: whether it is reached, fits,
 * lets the user do what a node does, and what nodes run there already. Nothing is written: no key,
 * no node, no message.
 *
 * <p>Thread: confined to its caller, who waits.
 *
 * @see "rule CLU-004"
 */
public final class EngineInspection {
  private static final int LONGEST_SECONDS = 10;

  private final EngineSettings settings;
  private final Layout layout;
  private final Map<String, AppFacts> apps;
  private final CallWriter writer;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> engines = new ArrayList<>();
  private final TreeSet<String> nodes = new TreeSet<>();
  private final TreeSet<String> otherwise = new TreeSet<>();

  /**
   * What was seen.
   *
   * @param problems what keeps a node from joining, and what to do, each in a sentence
   * @param notes what an operator should know
   * @param engines the processes that are asked, each with its version
   * @param nodes names of the nodes that run there
   */
  public record Seen(
      List<String> problems, List<String> notes, List<String> engines, List<String> nodes) {}

  /**
   * An inspection.
   *
   * @param apps how apps are set, as nodes are told
   */
  public EngineInspection(EngineSettings settings, Layout layout, Map<String, AppFacts> apps) {
    this.settings = settings;
    this.layout = layout;
    this.apps = Map.copyOf(apps);
    this.writer = new CallWriter(layout);
  }

  /** Looks, which may take some seconds. */
  public Seen look() {
    try (EngineClient client = new EngineClient(settings)) {
      masters(client).forEach((master, partitions) -> look(client, master, partitions));
    } catch (Failed e) {
      problems.add(
          EngineTrouble.sentence(settings, EngineTrouble.hosts(settings.url()), e.reason()));
    }
    if (!otherwise.isEmpty()) {
      notes.add(
          "Nodes that run set webhooks, their delays or offline_grace_ms otherwise for app "
              + String.join(", ", otherwise)
              + ". Whoever says it last decides for all: give all nodes the same configuration.");
    }
    return new Seen(
        List.copyOf(problems), List.copyOf(notes), List.copyOf(engines), List.copyOf(nodes));
  }

  private Map<HostAndPort, List<Integer>> masters(EngineClient client) {
    Masters masters = get(MasterFinder.of(client, settings.url(), layout).find());
    Map<HostAndPort, List<Integer>> byMaster = new LinkedHashMap<>();
    List<String> orphans = new ArrayList<>();
    for (int i = 0; i < layout.partitions(); i++) {
      Optional<HostAndPort> master = masters.of(i);
      if (master.isPresent()) {
        byMaster.computeIfAbsent(master.get(), unused -> new ArrayList<>()).add(i);
      } else {
        orphans.add("" + i);
      }
    }
    if (!orphans.isEmpty()) {
      problems.add(
          "No master of the Redis Cluster has the slots of partition "
              + String.join(", ", orphans)
              + ". Give all slots to masters that are up.");
    }
    return byMaster;
  }

  private void look(EngineClient client, HostAndPort master, List<Integer> partitions) {
    try {
      StatefulRedisConnection<byte[], byte[]> connection = get(client.commands(master));
      try {
        look(connection.async(), master, partitions);
        subscribe(client, master, partitions.get(0));
      } finally {
        connection.closeAsync();
      }
    } catch (Failed e) {
      problems.add(EngineTrouble.sentence(settings, master.toString(), e.reason()));
    }
  }

  private void look(
      RedisAsyncCommands<byte[], byte[]> redis, HostAndPort master, List<Integer> partitions) {
    String text = get(redis.info());
    EngineInfo info = EngineInfo.parse(text);
    String engine = info.product() + " " + info.version() + " at " + master;
    engines.add(engine);
    if (!info.isMaster()) {
      problems.add(
          engine
              + " is a replica. Name its master in cluster.url, or the sentinels that know it with"
              + " redis-sentinel://.");
    }
    info.unfit().ifPresent(problems::add);
    if (!problems.isEmpty()) {
      return;
    }
    notes.addAll(EngineAdvice.of(engine, text));
    List<String> missing = get(EngineRights.missing(redis, writer.key(partitions.get(0))));
    if (missing.isEmpty()) {
      partitions.forEach(partition -> neighbours(redis, layout.prefix(partition)));
    } else {
      problems.add(EngineTrouble.denied(settings, missing));
    }
  }

  /** Those who run there already. */
  private void neighbours(RedisAsyncCommands<byte[], byte[]> redis, String prefix) {
    List<byte[]> ids = get(redis.zrange(bytes(prefix + "nodes"), 0, -1));
    if (ids.isEmpty()) {
      return;
    }
    byte[] theirs = get(redis.hget(bytes(prefix + "meta"), bytes("layout")));
    String stands = theirs == null ? "" : text(theirs);
    if (theirs != null && !stands.equals(writer.layoutText())) {
      String sentence = Unfitness.otherLayout(stands);
      if (!problems.contains(sentence)) {
        problems.add(sentence);
      }
      return;
    }
    for (byte[] id : ids) {
      byte[] name = get(redis.hget(bytes(prefix + "n:" + text(id)), bytes("name")));
      if (name != null) {
        nodes.add(text(name));
      }
    }
    compare(redis, prefix);
  }

  private void compare(RedisAsyncCommands<byte[], byte[]> redis, String prefix) {
    if (apps.isEmpty()) {
      return;
    }
    byte[][] ids = apps.keySet().stream().map(EngineInspection::bytes).toArray(byte[][]::new);
    for (KeyValue<byte[], byte[]> said : get(redis.hmget(bytes(prefix + "apps"), ids))) {
      String id = text(said.getKey());
      if (said.hasValue()
          && !text(said.getValue())
              .equals(CallWriter.settings(apps.getOrDefault(id, AppFacts.NOTHING)))) {
        otherwise.add(id);
      }
    }
  }

  private void subscribe(EngineClient client, HostAndPort master, int partition) {
    byte[] inbox = bytes(layout.prefix(partition) + "i:check");
    InboxConnection connection = get(client.inbox(master));
    try {
      get(connection.async().ssubscribe(inbox));
      get(connection.async().sunsubscribe(inbox));
    } catch (Failed e) {
      if (!EngineRights.isDenied(e.reason())) {
        throw e;
      }
      problems.add(EngineTrouble.denied(settings, List.of("SSUBSCRIBE")));
    } finally {
      connection.closeAsync();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static <A> A get(CompletionStage<A> stage) {
    try {
      return stage.toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new Failed(Failures.cause(e));
    } catch (TimeoutException e) {
      throw new Failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(e);
    }
  }

  /** The engine did not do what was asked. */
  private static final class Failed extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final transient Throwable reason;

    Failed(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    Throwable reason() {
      return reason;
    }
  }
}
