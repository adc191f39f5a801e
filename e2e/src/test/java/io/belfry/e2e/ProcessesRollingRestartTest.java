package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three processes that are told to end one after the other, while events are published by all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessesRollingRestartTest {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessesRollingRestartTest.class);
  private static final int CHANNELS = 20;
  private static final String NAME = "presence-roll-";

  private final List<Guest> all = new ArrayList<>();
  private final ThreeProcesses cluster;

  ProcessesRollingRestartTest(@TempDir Path folder) {
    cluster = new ThreeProcesses(folder, ClusterFile.without());
  }

  @AfterAll
  void end() {
    all.forEach(Guest::close);
    cluster.close();
  }

  /** Publishes one event after the other by all nodes in turn, whether they are there or not. */
  private final class Load {
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final CompletableFuture<Void> ended;

    private Load(int round) {
      List<NodeDoors> doors =
          IntStream.range(0, ThreeProcesses.COUNT).mapToObj(cluster::doors).toList();
      ended =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; !isOver.get(); i++) {
                  publish(doors.get(i % doors.size()), "r" + round + "-" + i);
                }
              },
              task -> Thread.ofVirtual().name("load").start(task));
    }

    private void publish(NodeDoors by, String event) {
      try {
        if (by.publish(NAME + 0, event).statusCode() == 200) {
          accepted.add(event);
        }
      } catch (RuntimeException e) {
        // It is going, or has gone.
        return;
      }
    }

    private void goesOn() {
      int until = accepted.size() + 20;
      Waiting.until("events are published", () -> accepted.size() >= until);
    }

    private List<String> end() {
      isOver.set(true);
      ended.join();
      return accepted;
    }
  }

  private List<Guest> come(int node, String user) {
    List<Guest> come = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      come.add(Guest.comes(cluster.doors(node).port(), NAME + i, user));
    }
    all.addAll(come);
    return come;
  }

  private static void know(List<Guest> those, Set<String> users) {
    Waiting.until(
        "all know all", () -> those.stream().allMatch(each -> each.members().equals(users)));
  }

  @Test
  @Tag("CLU-071")
  @Tag("CLU-029")
  @Tag("CLU-040")
  void givenProcessesThatAreToldToEndOneByOne_nobodyIsLostOrDoubledNorAnyEventThatWasAccepted() {
    IntStream.range(0, ThreeProcesses.COUNT).forEach(node -> cluster.doors(node).awaitReady());
    for (int round = 0; round < ThreeProcesses.COUNT; round++) {
      restart(round);
    }
  }

  private void restart(int node) {
    String goes = "goes-" + node;
    Set<String> users = new HashSet<>(Set.of(goes));
    List<Guest> stay = new ArrayList<>();
    for (int other = 0; other < ThreeProcesses.COUNT; other++) {
      if (other != node) {
        String user = "stays-" + node + "-at-" + other;
        users.add(user);
        stay.addAll(come(other, user));
      }
    }
    List<Guest> move = come(node, goes);
    know(stay, users);
    know(move, users);
    Load load = new Load(node);
    load.goesOn();
    cluster.node(node).terminate();
    long told = System.nanoTime();
    Waiting.until("its clients are sent away", () -> move.stream().allMatch(Guest::hasEnded));
    List<Guest> back = come((node + 1) % ThreeProcesses.COUNT, goes);
    back.forEach(Guest::awaitIn);
    LOG.info("told to end: clients are back after {} ms", (System.nanoTime() - told) / 1_000_000);
    assertThat(cluster.node(node).ended()).isZero();
    load.goesOn();
    List<String> accepted = List.copyOf(load.end());
    cluster.startAnew(node);
    cluster.doors(node).awaitReady();
    cluster.doors(node).awaitNodes(ThreeProcesses.COUNT);

    know(stay, users);
    know(back, users);
    for (Guest each : stay) {
      assertThat(each.complaints()).isEmpty();
      Map<String, Integer> removed = each.removed();
      assertThat(removed.keySet()).as("removals seen by %s", each).isSubsetOf(goes);
      assertThat(removed.getOrDefault(goes, 0)).isLessThanOrEqualTo(1);
      if (each.channel().equals(NAME + 0)) {
        Waiting.until(each + " hears all", () -> each.events().containsAll(accepted));
        assertThat(each.events().stream().filter(accepted::contains)).isEqualTo(accepted);
      }
    }
    assertThat(back.stream().flatMap(each -> each.complaints().stream())).isEmpty();
    stay.forEach(Guest::close);
    back.forEach(Guest::close);
    for (int i = 0; i < CHANNELS; i++) {
      String channel = NAME + i;
      Waiting.until("all have left", () -> cluster.doors(node).members(channel).isEmpty());
    }
  }
}
