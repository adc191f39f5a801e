package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.cluster.redis.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes that are killed and nodes that stand still, as the clients of the others see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeFaultsTest {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFaultsTest.class);
  private static final int CHANNELS = 200;
  private static final int MEMBERS = 25;
  private static final Duration HEALED = Duration.ofSeconds(5);
  // The lease less the second between beats, and less what a busy machine adds to it.
  private static final Duration LEAST_TRACE = Duration.ofMillis(1_750);

  private final HookReceiver receiver = receiver();
  private final List<Guest> guests = new ArrayList<>();
  private final ThreeProcesses cluster;

  private static HookReceiver receiver() {
    try {
      return new HookReceiver(ClusterFile.SECRET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  NodeFaultsTest(@TempDir Path folder) {
    cluster = new ThreeProcesses(folder, receiver.url("/hooks"));
  }

  @AfterAll
  void end() {
    cluster.close();
    receiver.close();
  }

  @BeforeEach
  void isWhole() {
    guests.forEach(Guest::close);
    guests.clear();
    cluster.whole();
  }

  private List<Guest> come(int node, String channel, List<String> users) {
    List<Guest> come =
        users.stream().map(user -> Guest.comes(cluster.doors(node).port(), channel, user)).toList();
    guests.addAll(come);
    return come;
  }

  private Guest in(int node, String channel, String user) {
    Guest guest = come(node, channel, List.of(user)).get(0);
    guest.awaitIn();
    return guest;
  }

  private static List<String> users(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + "-" + i).toList();
  }

  private static void saySo(List<Guest> those, Map<String, Integer> what) {
    for (Guest each : those) {
      assertThat(each.removed()).as("removals seen by %s", each).isEqualTo(what);
    }
  }

  private static void isClean(List<Guest> those) {
    assertThat(those.stream().flatMap(each -> each.complaints().stream())).isEmpty();
  }

  private static Map<String, Integer> eachOnce(List<String> users) {
    Map<String, Integer> once = new HashMap<>();
    users.forEach(user -> once.put(user, 1));
    return once;
  }

  private List<String> told(String name, String prefix) {
    return receiver.taken().stream()
        .filter(event -> event.get("name").getAsString().equals(name))
        .filter(event -> event.get("channel").getAsString().startsWith(prefix))
        .map(JsonObject::toString)
        .toList();
  }

  @Test
  @Tag("CLU-029")
  @Tag("CLU-030")
  @Tag("CLU-032")
  @Tag("CLU-060")
  void givenANodeOfFiveThousandThatIsKilled_eachOfThemIsRemovedOnceAndSoon() {
    List<Guest> watchers = new ArrayList<>();
    List<Guest> members = new ArrayList<>();
    List<String> users = users("member", MEMBERS);
    for (int i = 0; i < CHANNELS; i++) {
      String channel = "presence-killed-" + i;
      watchers.addAll(come(0, channel, List.of("watches-0")));
      watchers.addAll(come(1, channel, List.of("watches-1")));
      members.addAll(come(2, channel, users));
    }
    Waiting.until("all are in", () -> guests.stream().allMatch(Guest::isIn));
    Waiting.until(
        "all are seen",
        () -> watchers.stream().allMatch(each -> each.members().size() == MEMBERS + 2));
    assertThat(members).hasSize(CHANNELS * MEMBERS);
    assertThat(cluster.doors(0).nodes()).isEqualTo(ThreeProcesses.COUNT);

    long killed = System.nanoTime();
    cluster.kill(2);
    // One of each channel is back before the lease is over.
    List<Guest> back = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      back.addAll(come(i % 2, "presence-killed-" + i, List.of(users.get(0))));
    }
    back.forEach(Guest::awaitIn);
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(2));

    Waiting.until(
        "all are gone", () -> watchers.stream().allMatch(each -> each.members().size() == 3));
    long healed = watchers.stream().mapToLong(Guest::lastRemoval).max().orElseThrow() - killed;
    LOG.info("killed with 5,000: healed after {} ms", healed / 1_000_000);
    assertThat(Duration.ofNanos(healed)).isLessThan(HEALED);
    cluster.doors(0).awaitNodes(2);
    saySo(watchers, eachOnce(users.subList(1, MEMBERS)));
    for (Guest each : watchers) {
      assertThat(each.added()).as(each.toString()).doesNotContainValue(2);
    }
    assertThat(back).allMatch(Guest::isIn);
    isClean(watchers);
    isClean(back);
    int gone = CHANNELS * (MEMBERS - 1);
    receiver.await(
        "webhooks of all", all -> told("member_removed", "presence-killed-").size() >= gone);
    assertThat(told("member_removed", "presence-killed-")).hasSize(gone).doesNotHaveDuplicates();
  }

  @Test
  void givenNodesThatHaveLinked_theirLogIsNotFilledWithWhatCannotBeChanged() {
    assertThat(cluster.log()).doesNotContain("native transports");
  }

  @Test
  @Tag("CLU-033")
  void givenANodeThatStandsStillForAMoment_nobodyElsewhereSeesIt() {
    // Where the machine is so busy that the node was away for longer, that was another fault.
    int attempt = 0;
    while (!standsStillFor(Duration.ofMillis(1_500), "presence-still-" + attempt + "-")) {
      attempt++;
      assertThat(attempt).as("attempts on a machine that is too busy").isLessThan(5);
      isWhole();
    }
    saySo(guests, Map.of());
    isClean(guests);
  }

  /** Stops a node among guests; whether it was away for as long as that and no longer. */
  private boolean standsStillFor(Duration howLong, String channels) {
    List<Guest> elsewhere = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      elsewhere.addAll(come(i % 2, channels + i, List.of("elsewhere")));
      come(2, channels + i, users("there", 3));
    }
    Waiting.until(
        "all are seen", () -> elsewhere.stream().allMatch(each -> each.members().size() == 4));
    int anew = cluster.doors(2).begunAnew("");
    long stopped = System.nanoTime();
    cluster.node(2).standStill(howLong);
    cluster.doors(2).awaitReady();
    boolean isShort = System.nanoTime() - stopped < LEAST_TRACE.toNanos();

    // Who comes there is seen everywhere, and so would be whoever had gone.
    for (int i = 0; i < 20; i++) {
      in(2, channels + i, "comes");
    }
    Waiting.until(
        "they are seen",
        () -> elsewhere.stream().allMatch(each -> each.members().contains("comes")));
    cluster.doors(2).awaitLinked();
    assertThat(isShort && cluster.doors(2).begunAnew("") > anew).isFalse();
    return isShort;
  }

  @Test
  @Tag("CLU-025")
  @Tag("CLU-028")
  @Tag("CLU-029")
  void givenANodeThatStandsStillBeyondItsLease_itsMembersGoAndComeBackAndItsOwnSeeDifferences() {
    List<String> users = users("there", 3);
    List<Guest> there = new ArrayList<>();
    List<Guest> elsewhere = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      elsewhere.addAll(come(i % 2, "presence-long-" + i, List.of("elsewhere", "leaves")));
      there.addAll(come(2, "presence-long-" + i, users));
    }
    Waiting.until("all are seen", () -> guests.stream().allMatch(it -> it.members().size() == 5));
    List<Guest> leave = elsewhere.stream().filter(each -> each.user().equals("leaves")).toList();
    List<Guest> stay = elsewhere.stream().filter(each -> !leave.contains(each)).toList();
    NodeProcess node = cluster.node(2);
    long stopped = System.nanoTime();
    node.stop();
    assertThat(node.isStopped()).isTrue();

    Waiting.until("all are gone", () -> stay.stream().allMatch(it -> it.members().size() == 2));
    long gone = System.nanoTime();
    cluster.doors(0).awaitNodes(2);
    leave.forEach(Guest::leave);
    for (int i = 0; i < 20; i++) {
      in(i % 2, "presence-long-" + i, "comes");
    }
    Lasting.lasts(Duration.ofMillis(1_000));
    node.goOn();
    long wentOn = System.nanoTime();
    Set<String> all = Set.of("elsewhere", "comes", "there-0", "there-1", "there-2");
    Waiting.until("all are back", () -> stay.stream().allMatch(it -> it.members().equals(all)));
    long seen = System.nanoTime();
    Waiting.until("and know it", () -> there.stream().allMatch(it -> it.members().equals(all)));
    long back = System.nanoTime();
    LOG.info(
        "stopped beyond the lease: removed after {} ms, back after {} ms, complete after {} ms",
        (gone - stopped) / 1_000_000,
        (seen - wentOn) / 1_000_000,
        (back - wentOn) / 1_000_000);
    assertThat(Duration.ofNanos(gone - stopped)).isLessThan(HEALED);
    assertThat(Duration.ofNanos(back - wentOn)).isLessThan(HEALED);
    assertThat(cluster.doors(2).begunAnew("gone")).isPositive();

    for (Guest each : stay) {
      assertThat(each.added().keySet()).containsAll(users);
      assertThat(each.removed()).containsEntry("leaves", 1).containsEntry("there-0", 1).hasSize(4);
    }
    for (Guest each : there) {
      assertThat(each.removed()).isEqualTo(Map.of("leaves", 1));
      assertThat(each.added()).containsEntry("comes", 1);
    }
    isClean(guests);
  }

  @Test
  @Tag("CLU-005")
  @Tag("CLU-060")
  @Tag("CLU-061")
  void givenAWholeClusterThatDies_theFirstNodeBackTellsOnceWhoHasGone() {
    int channels = 30;
    for (int node = 0; node < ThreeProcesses.COUNT; node++) {
      for (int i = 0; i < channels; i++) {
        come(node, "presence-died-" + i, List.of("everywhere", "at-" + node));
      }
    }
    Waiting.until("all are seen", () -> guests.stream().allMatch(it -> it.members().size() == 4));
    for (int node = 0; node < ThreeProcesses.COUNT; node++) {
      cluster.kill(node);
    }

    cluster.startAnew(1);
    cluster.doors(1).awaitReady();
    long ready = System.nanoTime();
    receiver.await(
        "all channels are vacated",
        all -> told("channel_vacated", "presence-died-").size() >= channels);
    LOG.info(
        "all nodes killed: told {} ms after one was ready again",
        (System.nanoTime() - ready) / 1_000_000);
    int members = 4 * channels;
    receiver.await(
        "all members are removed",
        all -> told("member_removed", "presence-died-").size() >= members);
    assertThat(told("channel_vacated", "presence-died-")).hasSize(channels).doesNotHaveDuplicates();
    assertThat(told("member_removed", "presence-died-")).hasSize(members).doesNotHaveDuplicates();
    // Nobody who comes finds any of them.
    Guest newcomer = in(1, "presence-died-0", "newcomer");
    assertThat(newcomer.members()).containsExactly("newcomer");
    assertThat(cluster.doors(1).members("presence-died-1")).isEmpty();
  }
}
