package io.belfry.cluster.redis.sim;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What goes wrong in a simulation, and what clients do meanwhile. */
final class SimFaults {
  private static final int LEASES = 12_000;
  private static final long HOURS = 3_600_000;
  private static final int MOST_LOST = 30;
  private static final long LOOKING = 500;
  private static final String GUEST = "guest";

  private final SimWorld world;
  private final Random random;
  private final SimTime time;
  private final SimActs acts;
  private final List<Named> faults;
  private long until;

  /** Something that goes wrong. */
  private interface Fault {
    void happen(SimNode node);
  }

  private record Named(String kind, Fault fault) {}

  /** What may go wrong with an engine that loses nothing of what it has answered. */
  static final List<String> NOTHING_LOST =
      List.of(
          "short pause",
          "long pause",
          "short cut",
          "long cut",
          "all cut",
          "stall",
          "slow",
          "drop",
          "kill",
          "close",
          "hang",
          "jump",
          "restart");

  /** What may go wrong with one that does. */
  static final List<String> DATA_LOST =
      List.of(
          "short pause",
          "long pause",
          "short cut",
          "long cut",
          "stall",
          "slow",
          "drop",
          "kill",
          "hang",
          "jump",
          "flush",
          "restart",
          "restart empty",
          "fail over",
          "old snapshot",
          "look alike");

  /**
   * Faults of that world.
   *
   * @param kinds which ones
   */
  SimFaults(SimWorld world, List<String> kinds) {
    this.world = world;
    this.random = world.random();
    this.time = world.time();
    this.acts = new SimActs(random);
    Map<String, Fault> all = all();
    this.faults = kinds.stream().map(kind -> new Named(kind, all.get(kind))).toList();
  }

  private Map<String, Fault> all() {
    return Map.ofEntries(
        Map.entry("short pause", this::shortPause),
        Map.entry("long pause", this::longPause),
        Map.entry("short cut", this::shortCut),
        Map.entry("long cut", this::longCut),
        Map.entry("all cut", this::allCut),
        Map.entry("stall", this::stall),
        Map.entry("slow", this::slow),
        Map.entry("drop", this::drop),
        Map.entry("kill", this::kill),
        Map.entry("close", this::close),
        Map.entry("hang", this::hang),
        Map.entry("jump", this::jump),
        Map.entry("restart", this::restart),
        Map.entry("restart empty", this::restartEmpty),
        Map.entry("flush", this::flush),
        Map.entry("fail over", this::failOver),
        Map.entry("old snapshot", this::oldSnapshot),
        Map.entry("look alike", this::lookAlike),
        Map.entry("come and go", this::comeAndGo),
        Map.entry("drop often", this::dropOften),
        Map.entry("nothing", unused -> {}));
  }

  /** Lets things happen for a while. */
  void run(long millis) {
    until = time.now() + millis;
    act();
    fail();
    time.pass(millis);
  }

  private void act() {
    if (time.now() < until) {
      SimNode node = anyNode();
      if (!node.isDead()) {
        node.execute(() -> acts.act(node.clients()));
      }
      time.in(1L + random.nextInt(40), this::act);
    }
  }

  private SimNode anyNode() {
    return world.nodes().get(random.nextInt(world.nodes().size()));
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private void fail() {
    time.in(
        200L + random.nextInt(3_000),
        () -> {
          if (time.now() < until) {
            SimNode node = anyNode();
            if (!node.isDead()) {
              Named fault = any(faults, random);
              world.fault(fault.kind());
              fault.fault().happen(node);
            }
            fail();
          }
        });
  }

  private void shortPause(SimNode node) {
    node.pause(1L + random.nextInt(1_200));
  }

  private void longPause(SimNode node) {
    node.pause(2_000L + random.nextInt(LEASES - 2_000));
  }

  private void shortCut(SimNode node) {
    cut(node, random.nextInt(400));
  }

  private void longCut(SimNode node) {
    cut(node, 1_000L + random.nextInt(8_000));
  }

  // A half-open connection is noticed late, so it counts as longer than it is.
  private void cut(SimNode node, long millis) {
    node.disturb(millis + 1_000);
    node.way().cut(millis);
  }

  // Nobody is missed who comes back soon after the first.
  private void allCut(SimNode first) {
    int millis = 1_000 + random.nextInt(6_000);
    for (SimNode node : world.nodes()) {
      int later = node == first ? 0 : random.nextInt(4) * 400 + random.nextInt(400);
      node.disturbLater(millis, 1_000);
      node.way().cut((long) millis + later);
    }
  }

  private void stall(SimNode node) {
    int millis = random.nextInt(3_000);
    node.disturb(millis);
    node.way().stall(millis);
  }

  private void longStall(SimNode node) {
    node.disturb(LOOKING * 3);
    node.way().stall(LOOKING * 3);
  }

  // Everything takes its time, and nothing else is wrong.
  private void slow(SimNode node) {
    node.way().slow(100 + random.nextInt(150), 2_000L + random.nextInt(6_000));
  }

  private void drop(SimNode node) {
    node.way().drop(1 + random.nextInt(3));
  }

  // What is missed makes the node read anew before the last reading is answered.
  private void dropOften(SimNode node) {
    slow(node);
    for (int i = 0; i < 20; i++) {
      time.in(100L * i, () -> node.way().drop(1));
    }
  }

  private void kill(SimNode node) {
    node.kill();
    time.in(random.nextInt(8_000), () -> world.replace(node));
  }

  private void close(SimNode node) {
    if (!node.isPaused()) {
      node.execute(
          () -> {
            node.clients().leaveAll();
            node.close();
            time.in(200, () -> world.replace(node));
          });
    }
  }

  private void hang(SimNode unused) {
    world.host().hang(random.nextInt(3_000));
  }

  // The partition's clock goes on by a second at most, which is taken from the leases.
  private void jump(SimNode unused) {
    world.nodes().forEach(node -> node.disturb(1_000));
    world.host().jump((random.nextInt(11) - 5) * HOURS / 2);
  }

  private void restart(SimNode unused) {
    comeBack(() -> {});
  }

  private void restartEmpty(SimNode unused) {
    comeBack(world.host()::flush);
  }

  private void flush(SimNode unused) {
    if (world.host().isUp()) {
      world.host().flush();
    }
  }

  private void comeBack(Runnable change) {
    if (world.host().isUp()) {
      world.host().end();
      time.in(
          random.nextInt(4_000),
          () -> {
            change.run();
            world.host().begin();
          });
    }
  }

  // What it has done since a moment is lost: some calls, or for some time.
  private void failOver(SimNode unused) {
    world.host().snapshot();
    long lost = world.host().calls() + random.nextInt(MOST_LOST);
    waitFor(lost, time.now() + 1_000);
  }

  private void waitFor(long calls, long latest) {
    if (world.host().calls() >= calls || time.now() >= latest) {
      comeBack(world.host()::restore);
    } else {
      time.in(1, () -> waitFor(calls, latest));
    }
  }

  private void oldSnapshot(SimNode unused) {
    world.host().snapshot();
    time.in(1_000L + random.nextInt(8_000), () -> comeBack(world.host()::restore));
  }

  // An engine forgets what it has told a node, and tells the node's inbox as much again until the
  // node comes back: all numbers fit.
  private void lookAlike(SimNode node) {
    if (world.host().isUp() && node.isLinked()) {
      world.host().snapshot();
      watch(node, numbers(node), time.now() + LOOKING);
    }
  }

  private List<Long> numbers(SimNode node) {
    return world.host().numbers(node.truth().me());
  }

  // A member comes and goes at once, and the way is cut when the engine has been told: the answer
  // is lost, and nobody wants it any more. No other node has that user, which would hide the rest.
  private void comeAndGo(SimNode node) {
    String room = any(SimWorld.ROOMS, random);
    node.execute(
        () -> {
          node.clients().enter(room);
          node.clients().join(room, GUEST, -1);
        });
    time.in(1, () -> node.execute(() -> node.clients().out(room, GUEST)));
    time.in(SimWay.MOST_LATENCY, () -> shortCut(node));
  }

  private void watch(SimNode node, List<Long> before, long latest) {
    List<Long> now = numbers(node);
    boolean isTold = now.get(0).equals(before.get(0)) && now.get(1) > before.get(1);
    if (isTold && world.host().isUp() && world.host().hasToldOfMember(node.truth().me())) {
      world.fault("looks alike");
      cut(node, LOOKING * 3);
      world.host().end();
      world.host().restore();
      time.in(random.nextInt(500), world.host()::begin);
      world.nodes().stream().filter(other -> other != node).forEach(this::exchange);
      await(node, now, time.now() + LOOKING * 3);
    } else if (time.now() < latest) {
      if (!now.equals(before)) {
        world.host().snapshot();
      }
      time.in(1, () -> watch(node, now, latest));
    }
  }

  // What was forgotten is not said again, but something else.
  private void exchange(SimNode node) {
    if (!node.isDead()) {
      node.execute(
          () -> {
            for (String room : SimWorld.ROOMS) {
              for (String user : node.clients().granted(room, time.now())) {
                node.clients().out(room, user);
              }
              node.clients().join(room, any(SimWorld.USERS, random), -1);
            }
          });
    }
  }

  private void await(SimNode node, List<Long> numbers, long latest) {
    if (numbers(node).equals(numbers) || time.now() >= latest) {
      node.way().heal();
      // Nothing more is told until it has said hello.
      world.nodes().stream().filter(other -> other != node).forEach(this::longStall);
    } else {
      time.in(1, () -> await(node, numbers, latest));
    }
  }

  /** All is well again, for long enough that everything can be healed. */
  void heal() {
    for (SimNode node : List.copyOf(world.nodes())) {
      node.way().heal();
      node.resume();
    }
    time.pass(5_000);
    for (SimNode node : List.copyOf(world.nodes())) {
      node.way().heal();
      node.resume();
    }
    time.pass(15_000);
  }
}
