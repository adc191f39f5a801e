package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the scripts tell and raise beside beginnings and ends: numbers, client events, misses. */
@OnEngine
class ScriptHooksTest {
  private static final String NEWS = "1:1news";
  private static final String CACHE = "1:1cache-news";
  private static final String SETTINGS = "1:0:0:0";

  private final EngineProcess engine;
  private final ScriptedPartition partition;
  private final ScriptedNode a;
  private final ScriptedNode b;

  /** Two nodes of a settled partition. */
  ScriptHooksTest(EngineKind kind) {
    engine = kind.start();
    partition = new ScriptedPartition(engine.url());
    a = partition.node("a");
    b = partition.node("b");
    a.does("A", "1", SETTINGS);
    partition.settle();
  }

  @AfterEach
  void close() {
    partition.close();
    engine.close();
  }

  private List<String> counts() {
    return partition.hooks().stream()
        .filter(event -> event.startsWith("subscription_count"))
        .map(event -> event.substring(event.lastIndexOf(' ') + 1))
        .toList();
  }

  private static String told(int number) {
    return "N " + NEWS + " " + number;
  }

  @Test
  @Tag("HOOK-027")
  @Tag("CLU-060")
  void givenSubscribersOfTwoNodes_theirNumberTogetherIsRaisedOnEachChange() {
    a.does("C", NEWS, 0, 0);
    a.does("C", NEWS, 2, 1);
    b.does("C", NEWS, 5, 1);
    b.does("C", NEWS, 5, 1);
    b.does("C", NEWS, -1, 1);
    a.does("C", NEWS, -1, 1);

    assertThat(counts()).containsExactly("2", "7", "2", "0");
    assertThat(a.heard()).containsExactly(told(2), told(7), told(2));
    assertThat(partition.exists("counted")).isFalse();
  }

  @Test
  @Tag("HOOK-027")
  @Tag("CLU-060")
  void givenManySubscribers_theirNumberIsToldAndRaisedEveryFiveSecondsAndTheLastOneAlways() {
    a.does("C", NEWS, 100, 1);
    b.does("C", NEWS, 1, 1);
    b.does("C", NEWS, 2, 1);
    b.does("C", NEWS, 3, 1);
    partition.pass(4_500);
    assertThat(counts()).containsExactly("100", "101");
    partition.pass(1_000);
    assertThat(counts()).containsExactly("103");
    b.does("C", NEWS, 4, 1);
    b.does("C", NEWS, -1, 1);
    assertThat(counts()).containsExactly("100");
    partition.pass(10_000);

    assertThat(counts()).isEmpty();
    assertThat(a.heard()).containsExactly(told(100), told(101), told(103), told(100));
  }

  @Test
  @Tag("HOOK-027")
  @Tag("CLU-032")
  void givenANodeThatDies_theNumberOfTheOthersIsToldAndRaised() {
    a.does("C", NEWS, 2, 1);
    b.does("C", NEWS, 5, 1);
    a.heard();
    counts();
    b.dies();
    partition.pass(4_000);

    assertThat(a.heard()).containsExactly(told(2));
    assertThat(counts()).containsExactly("2");
  }

  @Test
  @Tag("CLU-025")
  @Tag("CLU-060")
  void givenANodeThatBeginsAnew_itsSubscribersAreNeverCountedTwice() {
    a.does("C", NEWS, 2, 1);
    b.does("C", NEWS, 5, 1);
    b.heard();
    counts();
    String before = a.id();
    a.beginAnew();
    a.step("C", NEWS, 3, 1, "Z", "D", before);
    a.restoring = false;
    b.does("C", NEWS, 6, 1);
    partition.pass(4_000);

    assertThat(b.heard()).containsExactly(told(9));
    assertThat(counts()).containsExactly("9");
  }

  @Test
  @Tag("CLU-034")
  void givenATotalLoss_numbersAreToldAgainAndNotRaised() {
    a.does("C", NEWS, 2, 1);
    a.heard();
    partition.redis.flushall();
    b.dies();
    a.beginAnew();
    a.step("A", "1", SETTINGS, "C", NEWS, 2, 1, "Z");
    a.restoring = false;
    partition.pass(4_000);

    assertThat(a.heard()).containsExactly(told(2));
    assertThat(counts()).isEmpty();
    a.does("C", NEWS, 3, 1);
    assertThat(counts()).containsExactly("3");
  }

  @Test
  @Tag("CLU-018")
  @Tag("HOOK-024")
  void givenAClientEventThatIsRefused_noWebhookIsRaised() {
    partition.redis.flushall();
    b.dies();
    a.beginAnew();
    assertThat(a.step("A", "1", SETTINGS, "C", NEWS, 1, 0, "X", NEWS, "hello").getLast())
        .isEqualTo(1L);
    a.does("Z");
    partition.pass(4_000);
    assertThat(partition.hooks()).isEmpty();
    assertThat(a.heard()).isEmpty();

    assertThat(a.does("X", NEWS, "hello")).isEqualTo(0L);
    assertThat(partition.hooks()).containsExactly("client_event news hello");
    assertThat(a.heard()).containsExactly("E c" + NEWS + " hello");
  }

  @Test
  @Tag("HOOK-026")
  void givenManyWhoMissAnEvent_thatIsRaisedOnceASecondWhateverTheirNode() {
    a.step("M", CACHE, "M", CACHE);
    b.step("M", CACHE, "M", "1:1cache-other");
    assertThat(partition.hooks())
        .containsExactly("cache_miss cache-news", "cache_miss cache-other");
    partition.time += 999;
    b.does("M", CACHE);
    assertThat(partition.hooks()).isEmpty();
    partition.time += 1;
    b.does("M", CACHE);

    assertThat(partition.hooks()).containsExactly("cache_miss cache-news");
    partition.pass(2_000);
    assertThat(partition.exists("due")).isFalse();
  }
}
