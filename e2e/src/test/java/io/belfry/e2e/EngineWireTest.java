package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires between nodes and their engine that are cut, torn and slow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineWireTest {
  private static final Logger LOG = LoggerFactory.getLogger(EngineWireTest.class);
  private static final Duration COMPLETE = Duration.ofSeconds(5);
  private static final int CHANNELS = 32;

  private final EngineProcess engine = EngineProcess.start();
  private final List<EngineWire> wires =
      Stream.generate(() -> EngineWire.to(engine.port())).limit(3).toList();
  private final NodesHere nodes = new NodesHere(wires.stream().map(EngineWire::url).toList());
  private final List<Guest> guests = new ArrayList<>();

  private String channels = "";

  @BeforeEach
  void begin(TestInfo test) {
    channels = "presence-" + test.getDisplayName().hashCode() + "-";
    nodes.all().forEach(NodeDoors::awaitReady);
    nodes.all().forEach(node -> node.awaitNodes(3));
  }

  @AfterEach
  void leave() {
    guests.forEach(Guest::close);
    guests.clear();
  }

  @AfterAll
  void end() {
    nodes.close();
    wires.forEach(EngineWire::close);
    engine.close();
  }

  /** Two guests at each node in each channel, who know each other. */
  private void allCome() {
    for (int node = 0; node < 3; node++) {
      for (int i = 0; i < CHANNELS; i++) {
        guests.add(Guest.comes(nodes.node(node).port(), channels + i, "first-at-" + node));
        guests.add(Guest.comes(nodes.node(node).port(), channels + i, "second-at-" + node));
      }
    }
    guests.forEach(Guest::awaitIn);
    Waiting.until("all are seen", () -> guests.stream().allMatch(it -> it.members().size() == 6));
  }

  private List<Guest> at(int node) {
    return guests.subList(2 * CHANNELS * node, 2 * CHANNELS * (node + 1));
  }

  private List<Guest> elsewhere() {
    return guests.subList(0, 2 * CHANNELS * 2);
  }

  private static void isClean(List<Guest> those) {
    assertThat(those.stream().flatMap(each -> each.complaints().stream())).isEmpty();
  }

  private static void sawNobodyGo(List<Guest> those) {
    for (Guest each : those) {
      assertThat(each.removed()).as("removals seen by %s", each).isEmpty();
    }
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  private void awaitPublished(int node) {
    Waiting.until(
        "it is published again",
        () -> nodes.node(node).publish(channels + 0, "after").statusCode() == 200);
  }

  @Test
  @Tag("CLU-033")
  void givenAWireThatIsCutForASecond_nobodyElsewhereSeesIt() {
    allCome();
    int anew = nodes.node(2).begunAnew("");
    wires.get(2).cut();
    Lasting.lasts(Duration.ofSeconds(1));
    assertThat(wires.get(2).held()).isPositive();
    wires.get(2).mend();
    long since = System.nanoTime();

    awaitPublished(2);
    nodes.node(2).awaitLinked();
    LOG.info("cut for 1 s: published again after {} ms", millis(since));
    // So all that was said of members before it has come as well.
    Guest last = Guest.in(nodes.node(2).port(), channels + 0, "last");
    guests.add(last);
    Waiting.until(
        "all see who comes",
        () ->
            elsewhere().stream()
                .filter(each -> each.channel().equals(channels + 0))
                .allMatch(each -> each.members().contains("last")));
    assertThat(nodes.node(2).begunAnew("")).isEqualTo(anew);
    sawNobodyGo(guests);
    isClean(guests);
  }

  private void cutOffFor(Duration howLong) {
    allCome();
    int anew = nodes.node(2).begunAnew("gone");
    wires.get(2).cut();
    long cut = System.nanoTime();
    Waiting.until(
        "its members are gone",
        () -> elsewhere().stream().allMatch(it -> it.members().size() == 4));
    long gone = System.nanoTime();
    assertThat(Duration.ofNanos(gone - cut)).isLessThan(COMPLETE);
    nodes.node(2).awaitCutOff();
    assertThat(nodes.node(2).linked()).isZero();
    assertThat(nodes.node(2).publish(channels + 0, "refused").statusCode()).isEqualTo(503);
    assertThat(nodes.node(0).publish(channels + 0, "elsewhere").statusCode()).isEqualTo(200);
    // One leaves here and one there, while neither side hears of the other.
    at(0).get(0).leave();
    at(2).get(1).leave();
    Lasting.lasts(howLong.minusNanos(System.nanoTime() - cut));
    wires.get(2).mend();
    long since = System.nanoTime();

    nodes.node(2).awaitLinked();
    Set<String> all = new HashSet<>();
    for (int node = 0; node < 3; node++) {
      all.addAll(List.of("first-at-" + node, "second-at-" + node));
    }
    Set<String> there = new HashSet<>(all);
    there.removeAll(Set.of("first-at-0", "second-at-2"));
    Waiting.until(
        "all know all",
        () ->
            guests.stream()
                .filter(Guest::isIn)
                .allMatch(
                    each ->
                        each.members().equals(each.channel().equals(channels + 0) ? there : all)));
    LOG.info(
        "cut for {} s: gone after {} ms, complete {} ms after the mend",
        howLong.toSeconds(),
        (gone - cut) / 1_000_000,
        millis(since));
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(COMPLETE);
    awaitPublished(2);
    assertThat(nodes.node(2).begunAnew("gone")).isEqualTo(anew + NodeDoors.ALL);
    for (Guest each : at(2)) {
      // Nobody of one's own node was ever gone, and of the others only who has left.
      Set<String> left =
          all.equals(each.members()) ? Set.of() : Set.of("first-at-0", "second-at-2");
      assertThat(each.removed().keySet()).as(each.toString()).isSubsetOf(left);
      assertThat(each.removed().values()).as(each.toString()).allMatch(times -> times == 1);
    }
    isClean(guests);
  }

  @Test
  @Tag("CLU-025")
  @Tag("CLU-029")
  @Tag("CLU-042")
  void givenAWireThatIsCutForFiveSeconds_itsMembersGoAndComeBackAndItsOwnSeeDifferences() {
    cutOffFor(Duration.ofSeconds(5));
  }

  @Test
  @Tag("all")
  @Tag("CLU-025")
  @Tag("CLU-029")
  @Tag("CLU-042")
  void givenAWireThatIsCutForAMinute_itIsTheSame() {
    cutOffFor(Duration.ofSeconds(60));
  }

  @Test
  @Tag("CLU-043")
  void givenAnEngineThatIsSlow_allGoesOnAndNobodyIsCutOff() {
    List<Integer> losses = nodes.all().stream().map(NodeDoors::losses).toList();
    wires.forEach(wire -> wire.slow(Duration.ofMillis(200)));
    allCome();
    for (int i = 0; i < 3; i++) {
      assertThat(nodes.node(i).publish(channels + 0, "slow-" + i).statusCode()).isEqualTo(200);
    }
    at(0).forEach(Guest::leave);
    Waiting.until(
        "all see them go", () -> at(1).stream().allMatch(each -> each.members().size() == 4));
    at(0).forEach(Guest::comeAgain);
    at(0).forEach(Guest::awaitIn);
    Waiting.until("all see them", () -> guests.stream().allMatch(it -> it.members().size() == 6));
    assertThat(wires).allMatch(wire -> wire.late() > 0);
    assertThat(nodes.all().stream().map(NodeDoors::losses).toList()).isEqualTo(losses);
    wires.forEach(wire -> wire.slow(Duration.ZERO));
    for (Guest each : at(1)) {
      assertThat(each.removed()).isEqualTo(Map.of("first-at-0", 1, "second-at-0", 1));
    }
    isClean(guests);
  }

  @Test
  @Tag("CLU-021")
  @Tag("CLU-029")
  void givenConnectionsThatEndAgainAndAgain_allIsTrueWhenItIsOver() {
    try (Churn churn = new Churn(nodes.all(), "torn")) {
      for (int i = 0; i < 10; i++) {
        churn.goesOn(20);
        EngineWire wire = wires.get(i % 3);
        int losses = nodes.node(i % 3).losses();
        wire.endAll();
        NodeDoors node = nodes.node(i % 3);
        Waiting.until("it has noticed", () -> node.losses() >= losses + NodeDoors.ALL);
        node.awaitLinked();
      }
      long since = System.nanoTime();
      churn.awaitTruth();
      LOG.info("torn ten times: all is true after {} ms", millis(since));
      assertThat(wires).allMatch(wire -> wire.ended() > 0);
    }
  }

  @Test
  @Tag("CLU-015")
  @Tag("CLU-034")
  void givenAllNodesCutOffThatComeBackOneByOne_nobodyIsRemoved() {
    allCome();
    wires.forEach(EngineWire::cut);
    nodes.all().forEach(NodeDoors::awaitCutOff);
    assertThat(nodes.all()).allMatch(node -> node.linked() == 0);
    // Longer than a lease: each would be dead, were there anybody to say so.
    Lasting.lasts(Duration.ofSeconds(2));

    for (int i = 0; i < 3; i++) {
      wires.get(i).mend();
      nodes.node(i).awaitLinked();
    }
    for (int i = 0; i < 3; i++) {
      awaitPublished(i);
    }
    Waiting.until("each knows all", () -> nodes.all().stream().allMatch(it -> it.nodes() == 3));
    sawNobodyGo(guests);
    isClean(guests);
  }
}
