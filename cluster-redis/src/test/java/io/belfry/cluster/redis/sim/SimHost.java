package io.belfry.cluster.redis.sim;

import static io.belfry.cluster.redis.sim.RespSocket.bytes;
import static io.belfry.cluster.redis.sim.RespSocket.list;
import static io.belfry.cluster.redis.sim.RespSocket.text;

import io.belfry.cluster.redis.lettuce.AnswerReader;
import io.belfry.cluster.redis.lettuce.BundleReader;
import io.belfry.cluster.redis.lettuce.CallWriter;
import io.belfry.cluster.redis.lettuce.CallWriter.ScriptCall;
import io.belfry.cluster.redis.lettuce.Script;
import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a simulation: the real script in a real engine, with simulated time and run. It can
 * go down and come back with less than it had.
 */
final class SimHost {
  private static final Layout LAYOUT = new Layout("sim", 1);
  private static final CallWriter WRITER = new CallWriter(LAYOUT);
  static final String PREFIX = LAYOUT.prefix(0);
  private static final long EPOCH = 1_795_000_000_000L;

  private final RespSocket redis;
  private final SimTime time;
  private final Map<Script, String> digests = new EnumMap<>(Script.class);
  private final Map<String, SimWay> inboxes = new LinkedHashMap<>();
  private final Map<String, Bundle> lastTold = new HashMap<>();
  private final List<SimWay> ways = new ArrayList<>();
  private final SimWorld world;
  private long skew;
  private long runs = 1;
  private boolean isUp = true;
  private long hangsUntil;
  private @Nullable Map<String, Dumped> snapshot;
  private long calls;

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Dumped(byte[] value, long millisLeft) {}

  /**
   * An empty engine.
   *
   * @param scripts what runs in it
   */
  SimHost(RespSocket redis, SimWorld world, UnaryOperator<String> scripts) {
    this.redis = redis;
    this.time = world.time();
    this.world = world;
    redis.command("FLUSHALL");
    for (Script script : Script.values()) {
      Object digest = redis.command("SCRIPT", "LOAD", scripts.apply(script.text()));
      digests.put(script, text(digest));
    }
  }

  boolean isUp() {
    return isUp;
  }

  long hangsUntil() {
    return hangsUntil;
  }

  /** How many calls it has done. */
  long calls() {
    return calls;
  }

  /** Does a call; the last part of the answer, the bundles, is told. */
  List<?> call(Function<CallWriter, ScriptCall> call) {
    calls++;
    ScriptCall written = call.apply(WRITER.at(EPOCH + time.now() + skew, "run" + runs));
    List<byte[]> command = new ArrayList<>();
    command.add(bytes("EVALSHA"));
    command.add(bytes(digests.get(written.script())));
    command.add(bytes("1"));
    command.add(WRITER.key(0));
    command.addAll(written.arguments());
    List<?> answer = list(redis.command(command));
    world.trace(() -> shown(written.arguments()) + shown(answer));
    if (!text(written.arguments().get(0)).equals("hello")) {
      tell(AnswerReader.handed(answer));
    }
    return answer;
  }

  private void tell(Map<String, byte[]> byNode) {
    new TreeMap<>(byNode)
        .forEach(
            (node, bytes) -> {
              Bundle bundle = BundleReader.read(bytes).orElseThrow();
              world.trace(() -> "  tells " + node.substring(12) + " " + shown(bundle));
              world.told(bundle);
              lastTold.put(node, bundle);
              SimWay inbox = inboxes.get(node);
              if (inbox != null) {
                inbox.tell(bundle);
              }
            });
  }

  private static String shown(List<?> parts) {
    return parts.stream()
        .map(
            part ->
                part instanceof List<?> more
                    ? shown(more)
                    : text(part).replaceAll("\\P{Print}", "."))
        .toList()
        .toString();
  }

  private static String shown(Bundle bundle) {
    return bundle.number()
        + bundle.entries().stream()
            .map(
                entry ->
                    entry instanceof InboxEntry.Event it
                        ? "Event " + shown(List.of(it.payload()))
                        : entry.toString())
            .toList()
            .toString();
  }

  void attach(SimWay way) {
    ways.add(way);
  }

  void subscribe(NodeId node, SimWay way) {
    inboxes.put(node.toString(), way);
  }

  void unsubscribe(SimWay way) {
    inboxes.values().removeIf(each -> each == way);
  }

  /** Numbers of the node's last step and bundle, as the engine knows them; −1 where it does not. */
  List<Long> numbers(NodeId node) {
    List<Long> numbers = new ArrayList<>();
    for (Object number : list(redis.command("HMGET", PREFIX + "n:" + node, "s", "o"))) {
      numbers.add(number == null ? -1L : RespSocket.number(number));
    }
    return numbers;
  }

  /** Whether the node was told at last that a member has come. */
  boolean hasToldOfMember(NodeId node) {
    Bundle last = lastTold.get(node.toString());
    return last != null && last.entries().stream().anyMatch(InboxEntry.Added.class::isInstance);
  }

  /** Asks it something directly. */
  @Nullable Object command(String... parts) {
    return redis.command(parts);
  }

  /** Answers nothing for a while; what is asked waits. */
  void hang(long millis) {
    hangsUntil = time.now() + millis;
  }

  /** Its clock jumps. */
  void jump(long millis) {
    skew += millis;
  }

  /** It ends; all connections are closed. */
  void end() {
    isUp = false;
    inboxes.clear();
    ways.forEach(SimWay::ended);
  }

  /** Another process begins, with what is there. */
  void begin() {
    runs++;
    isUp = true;
  }

  /** Loses everything. */
  void flush() {
    redis.command("FLUSHDB");
  }

  /** Notes what is there, to come back to it. */
  void snapshot() {
    Map<String, Dumped> all = new TreeMap<>();
    for (Object key : list(redis.command("KEYS", "*"))) {
      String name = text(key);
      long left = RespSocket.number(redis.command("PTTL", name));
      all.put(name, new Dumped((byte[]) redis.command("DUMP", name), Math.max(0, left)));
    }
    snapshot = all;
  }

  /** Comes back to what was noted. */
  void restore() {
    Map<String, Dumped> all = snapshot;
    if (all != null) {
      redis.command("FLUSHDB");
      all.forEach(
          (name, dump) ->
              redis.command(
                  List.of(
                      bytes("RESTORE"), bytes(name), bytes("" + dump.millisLeft()), dump.value())));
    }
  }
}
