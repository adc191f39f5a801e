package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Members that come and go in many channels, at all nodes, while others stay and watch. Some are
 * users who are at several nodes at once.
 *
 * <p>Thread: confined to the test, with one of its own that moves the members.
 */
final class Churn implements AutoCloseable {
  private static final int CHANNELS = 24;
  private static final int MOVERS = 24;
  private static final int SHARED = 4;
  private static final int PAUSE_MICROS = 5_000;

  private final List<Guest> stay = new ArrayList<>();
  private final List<Guest> movers = new ArrayList<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Random random = new Random(19);
  private final AtomicInteger moves = new AtomicInteger();

  /** Lets them come in, in channels of that name and a number, and begins to move them. */
  Churn(List<NodeDoors> nodes, String name) {
    for (int node = 0; node < nodes.size(); node++) {
      int port = nodes.get(node).port();
      for (int i = 0; i < CHANNELS; i++) {
        stay.add(Guest.comes(port, channel(name, i), "stays-at-" + node));
      }
      for (int i = 0; i < MOVERS; i++) {
        String user = i % SHARED == 0 ? "moves-" + i : "moves-" + i + "-at-" + node;
        movers.add(Guest.comes(port, channel(name, i % CHANNELS), user));
      }
    }
    all().forEach(Guest::awaitIn);
    Waiting.until("all see each other", this::isTrue);
    var unused = thread.scheduleWithFixedDelay(this::move, 0, PAUSE_MICROS, TimeUnit.MICROSECONDS);
  }

  /** Name of one of its channels. */
  static String channel(String name, int number) {
    return "presence-" + name + "-" + number;
  }

  private Stream<Guest> all() {
    return Stream.concat(stay.stream(), movers.stream());
  }

  private void move() {
    Guest guest = movers.get(random.nextInt(movers.size()));
    if (guest.isIn()) {
      guest.leave();
      moves.incrementAndGet();
    } else if (guest.isOut()) {
      guest.comeAgain();
      moves.incrementAndGet();
    }
  }

  /** Waits until they have moved so often again. */
  void goesOn(int times) {
    int until = moves.get() + times;
    Waiting.until("they move", () -> moves.get() >= until);
  }

  /** How often they have moved. */
  int moves() {
    return moves.get();
  }

  /** Stops moving them; returns when all who were coming are in. */
  void rest() {
    CompletableFuture.runAsync(thread::shutdown, thread).join();
    Waiting.until(
        "those who come are in", () -> movers.stream().allMatch(it -> it.isIn() || it.isOut()));
  }

  /** Whether all who stay know exactly who is there. */
  boolean isTrue() {
    return stay.stream().allMatch(each -> each.members().equals(there(each.channel())));
  }

  private Set<String> there(String channel) {
    Set<String> there = new TreeSet<>();
    all()
        .filter(each -> each.channel().equals(channel) && each.isIn())
        .forEach(each -> there.add(each.user()));
    return there;
  }

  /** Waits until all is true again, and checks that nobody was told what was wrong. */
  void awaitTruth() {
    rest();
    try {
      Waiting.until("all is true again", this::isTrue);
    } catch (AssertionError e) {
      for (Guest each : stay) {
        assertThat(each.members()).as(each.toString()).isEqualTo(there(each.channel()));
      }
      throw e;
    }
    assertThat(all().flatMap(each -> each.complaints().stream())).isEmpty();
    for (Guest each : stay) {
      assertThat(each.removed().keySet())
          .as("who stays was never away for %s", each)
          .noneMatch(user -> user.startsWith("stays"));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    all().forEach(Guest::close);
  }
}
