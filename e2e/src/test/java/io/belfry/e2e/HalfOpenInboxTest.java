package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection on which a node is told what happens falls silent, and nobody ends it; the other
 * one, by which it asks, works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalfOpenInboxTest {
  private static final Logger LOG = LoggerFactory.getLogger(HalfOpenInboxTest.class);
  private static final Duration HEALED = Duration.ofSeconds(5);
  private static final int CHANNELS = 32;
  private static final String NAME = "presence-deaf-";

  private final EngineProcess engine = EngineProcess.start();
  private final EngineWire wire = EngineWire.to(engine.port());
  private final NodesHere nodes = new NodesHere(List.of(engine.url(), wire.url()));
  private final List<Guest> guests = new ArrayList<>();

  @AfterAll
  void end() {
    guests.forEach(Guest::close);
    nodes.close();
    wire.close();
    engine.close();
  }

  private List<Guest> come(int node, String user) {
    List<Guest> come = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      come.add(Guest.comes(nodes.node(node).port(), NAME + i, user));
    }
    guests.addAll(come);
    return come;
  }

  private static void knowsAll(List<Guest> those, Set<String> all) {
    Waiting.until("all are seen", () -> those.stream().allMatch(it -> it.members().equals(all)));
  }

  private int deaf() {
    return (int) nodes.node(1).metric("belfry_cluster_link_losses_total", "deaf");
  }

  @Test
  @Tag("CLU-024")
  @Tag("CLU-029")
  void givenAnInboxThatFallsSilent_theNodeNoticesAndMissesNobody() {
    List<Guest> here = come(0, "here");
    List<Guest> there = come(1, "there");
    knowsAll(guests, Set.of("here", "there"));
    int anew = nodes.node(1).begunAnew("");
    wire.silenceInboxes();
    long since = System.nanoTime();

    come(0, "comes");
    here.forEach(Guest::leave);
    Waiting.until("the node has noticed", () -> deaf() > 0);
    long noticed = System.nanoTime();
    knowsAll(there, Set.of("comes", "there"));
    nodes.node(1).awaitLinked();
    long healed = System.nanoTime();
    LOG.info(
        "silent inbox: noticed after {} ms, healed after {} ms",
        (noticed - since) / 1_000_000,
        (healed - since) / 1_000_000);
    assertThat(wire.swallowed()).isPositive();
    assertThat(Duration.ofNanos(healed - since)).isLessThan(HEALED);
    // It was never away for the engine, so nothing had to be said again.
    assertThat(nodes.node(1).begunAnew("")).isEqualTo(anew);
    for (int i = 0; i < 2; i++) {
      NodeDoors node = nodes.node(i);
      Waiting.until("it is published", () -> node.publish(NAME + 0, "after").statusCode() == 200);
    }
    Waiting.until("it is heard", () -> there.get(0).events().size() >= 2);
    for (Guest each : there) {
      assertThat(each.removed().keySet()).containsExactly("here");
    }
    assertThat(guests.stream().flatMap(each -> each.complaints().stream())).isEmpty();
  }
}
