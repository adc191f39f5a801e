package io.belfry.cluster.redis.sim;

import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * All that there is in a simulation: time, engine, nodes, and what must never happen to them.
 *
 * @see "cluster.md, section 14.2"
 */
final class SimWorld {
  static final int PLACES = 3;
  static final List<String> USERS = List.of("ann", "bob", "eve", "joe", "zoe");
  static final List<String> ROOMS = List.of("presence-a", "presence-b");
  static final List<String> CHANNELS = List.of("presence-a", "presence-b", "news", "cache-x");

  // An absence that leaves no trace is shorter (rule CLU-033), all of the last lease together.
  private static final long NO_TRACE = 1_500;
  private static final long WINDOW = 8_000;
  private static final long LONG_AGO = 20_000;
  private static final long ARRIVED = 6_000;
  // By then a node that begins anew has said everything.
  private static final long SETTLED = 1_000;

  private static final boolean IS_TRACED = Boolean.getBoolean("belfry.sim.trace");

  private final SimTime time = new SimTime();
  private final Random random;
  private final SimHost host;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<String> mistakes = new ArrayList<>();
  private final Map<String, List<List<String>>> logs = new TreeMap<>();
  private final Map<String, Integer> faults = new TreeMap<>();
  private final Set<String> said = new TreeSet<>();
  private long count;
  private int removals;
  private int refusals;
  private int taken;

  /** A publication on its way. */
  final class Published {
    private final String id;
    private final String channel;
    private final Map<SimNode, Integer> losses = new HashMap<>();
    private final long at = time.now();

    private Published(String id, String channel) {
      this.id = id;
      this.channel = channel;
      for (SimNode node : nodes) {
        if (node.linkedFor() > SETTLED) {
          losses.put(node, losses(node));
        }
      }
    }

    /** It is answered 200: all who are linked and hold the channel get it. */
    void taken(long now) {
      taken++;
      for (SimNode node : List.copyOf(nodes)) {
        long since = node.clients().heldSince(channel);
        boolean isThere = node.isLinked() && node.disturbed(WINDOW) < NO_TRACE;
        if (isThere && since >= 0 && since < at) {
          time.at(now + ARRIVED, () -> expect(node, since));
        }
      }
    }

    private void expect(SimNode node, long since) {
      if (!node.isDead()
          && node.disturbed(WINDOW) < NO_TRACE
          && node.clients().heldSince(channel) == since
          && losses(node) == losses.getOrDefault(node, -1)) {
        check(
            node.clients().events(channel).contains(id),
            () -> node.name() + " has never got " + id + ", published at " + at);
      }
    }
  }

  private static int losses(SimNode node) {
    return node.count(LinkEvent.HOLE)
        + node.causes().values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * A world.
   *
   * @param seed all that is left to chance follows from it
   * @param scripts what runs in the engine
   */
  SimWorld(RespSocket redis, long seed, UnaryOperator<String> scripts) {
    this.random = new Random(seed);
    this.host = new SimHost(redis, this, scripts);
    for (int i = 0; i < PLACES; i++) {
      nodes.add(begin(i));
    }
  }

  private SimNode begin(int place) {
    SimNode node = new SimNode(NodeId.of(random.nextLong()), place, this);
    node.start();
    return node;
  }

  SimTime time() {
    return time;
  }

  Random random() {
    return random;
  }

  SimHost host() {
    return host;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  long next() {
    return ++count;
  }

  /** Another process takes the place of a dead one. */
  void replace(SimNode dead) {
    int place = nodes.indexOf(dead);
    if (place >= 0) {
      nodes.set(place, begin(place));
      // Whoever is cut off is alone in that now.
      nodes.stream().filter(node -> node.way().isCutOff()).forEach(node -> node.disturb(WINDOW));
    }
  }

  /** Says what happens, when somebody looks for a mistake. */
  void trace(Supplier<String> what) {
    if (IS_TRACED) {
      System.out.println(time.now() + " " + what.get());
    }
  }

  void fault(String kind) {
    trace(() -> "fault " + kind);
    faults.merge(kind, 1, Integer::sum);
  }

  Map<String, Integer> faults() {
    return faults;
  }

  List<String> mistakes() {
    return mistakes;
  }

  int removals() {
    return removals;
  }

  int taken() {
    return taken;
  }

  void refused() {
    refusals++;
  }

  int refusals() {
    return refusals;
  }

  void check(boolean holds, Supplier<String> mistake) {
    if (!holds) {
      mistakes.add(time.now() + " ms: " + mistake.get());
      trace(() -> "MISTAKE " + mistake.get());
    }
  }

  /** Client events that were taken for all nodes. */
  Set<String> said() {
    return said;
  }

  Published published(String id, String channel, SimNode by) {
    return new Published(id, channel);
  }

  void log(String channel, List<String> events) {
    logs.computeIfAbsent(channel, unused -> new ArrayList<>()).add(events);
  }

  Map<String, List<List<String>>> logs() {
    return logs;
  }

  /** The engine tells a node something: nobody is removed whom an undisturbed node holds. */
  void told(Bundle bundle) {
    for (InboxEntry entry : bundle.entries()) {
      if (entry instanceof InboxEntry.Removed removed) {
        wrongIfHeld(removed.channel().channel().text(), removed.user().text(), time.now(), WINDOW);
      }
    }
  }

  /** A node has told its clients of a removal. */
  void removed(SimNode node, String channel, String user) {
    removals++;
    check(
        !node.clients().granted(channel, time.now()).contains(user),
        () -> node.name() + " removes its own " + user + " from " + channel);
    wrongIfHeld(channel, user, time.now() - LONG_AGO, LONG_AGO);
  }

  private void wrongIfHeld(String channel, String user, long grantedBefore, long window) {
    for (SimNode holder : nodes) {
      check(
          holder.isDead()
              || holder.disturbed(window) >= NO_TRACE
              || !holder.clients().granted(channel, grantedBefore).contains(user),
          () -> "wrong removal of " + user + " from " + channel + ", held by " + holder.name());
    }
  }
}
