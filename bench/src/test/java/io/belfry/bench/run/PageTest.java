package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void givenBothServers_theRatioIsThatOfTheMedians() {
    Results results =
        new CannedRun("2026-11-25")
            .fanOut("belfry", 7, "")
            .fanOut("belfry", 90, "")
            .fanOut("belfry", 6.6, "")
            .fanOut("floor", 5, "")
            .fanOut("floor", 6, "")
            .fanOut("floor", 7, "")
            .results();

    assertThat(page(results))
        .contains(
            "| fan1000-40k | CPU µs/delivery | 7.00 [6.60..90.0] | 6.00 [5.00..7.00] | 1.17x |"
                + " ≤ 1.20x | yes |");
  }

  @Test
  void givenARatioAboveItsGoal_itIsNotReached() {
    Results results =
        new CannedRun("2026-11-25").fanOut("belfry", 7.3, "").fanOut("floor", 6, "").results();

    assertThat(page(results)).contains("| 1.22x | ≤ 1.20x | **no** |");
  }

  @Test
  void givenNoFloor_aRatioIsNotJudged() {
    Results results = new CannedRun("2026-11-25").fanOut("belfry", 7, "").results();

    assertThat(page(results)).contains("| 7.00 | - | - | ≤ 1.20x | - |");
  }

  @Test
  void givenAGoalOfItsOwn_theFloorDoesNotMatter() {
    Results results =
        new CannedRun("2026-11-25")
            .add("coldstart", "coldstart", "belfry", "\"listen_ms\":180,\"rss_mib_after\":71")
            .results();

    assertThat(page(results))
        .contains("| ms to listening | 180 | - | - | ≤ 200 | yes |")
        .contains("| RSS MiB, nobody connected | 71.0 | - | - | ≤ 70.0 | **no** |");
  }

  @Test
  void givenATurnThatWasDisturbed_itsTimesDoNotCountAndItsCpuDoes() {
    Results results =
        new CannedRun("2026-11-25")
            .fanOut("belfry", 7, ",\"latency_ms\":{\"p50\":2},\"foreign_server_core\":0.1")
            .fanOut("belfry", 9, ",\"latency_ms\":{\"p50\":50},\"foreign_server_core\":0.3")
            .results();

    assertThat(page(results))
        .contains("| latency p50 ms | 2.00 |")
        .contains("| CPU µs/delivery | 8.00 [7.00..9.00] |");
  }

  @Test
  void givenOnlyTurnsThatWereDisturbed_theTableSaysSo() {
    Results results =
        new CannedRun("2026-11-25")
            .fanOut("belfry", 9, ",\"latency_ms\":{\"p50\":50},\"foreign_gen_core\":0.3")
            .results();

    assertThat(page(results)).contains("| latency p50 ms | disturbed | - | - |");
  }

  @Test
  void givenLossesAndMistakes_theyAreSummedOverTheRepeats() {
    String first = ",\"lost\":2,\"duplicates\":1,\"out_of_order\":3,\"wrong\":1,\"disconnects\":4";
    Results results =
        new CannedRun("2026-11-25")
            .fanOut("belfry", 7, first)
            .fanOut("belfry", 7, ",\"lost\":3,\"publish_errors\":5,\"foreign_gen_core\":0.5")
            .results();

    assertThat(page(results))
        .contains("| fan1000-40k | belfry | 5 / 1 / 4 / 5 / 4 | 0 | 0.500 | 0 |");
  }

  @Test
  void givenAClosedLoop_whatItExpectedAndDidNotGetIsLost() {
    Results results =
        new CannedRun("2026-11-25")
            .add("publish-1", "publish", "belfry", "\"expected\":10,\"delivered\":7")
            .results();

    assertThat(page(results)).contains("| publish-1 | belfry | 3 / 0 / 0 / 0 / 0 |");
  }

  @Test
  void givenPhasesOfASearch_whatBreaksThereIsNoLoss() {
    Results results =
        new CannedRun("2026-11-25")
            .add("fan1000-max", "search", "belfry", "\"lost\":100")
            .add("fan1000-max", "max_rate", "belfry", "\"delivered_per_s\":50000")
            .results();

    assertThat(page(results)).contains("| fan1000-max | belfry | 0 / 0 / 0 / 0 / 0 |");
  }

  @Test
  void givenAThirdServer_itHasATableOfItsOwn() {
    Results results =
        new CannedRun("2026-11-25").fanOut("other", 12, "").fanOut("floor", 6, "").results();

    assertThat(page(results))
        .contains("## The other server beside the floor")
        .contains("| fan1000-40k | CPU µs/delivery | 12.0 | 6.00 | 2.00x |");
  }

  @Test
  void givenAServerWithWebhooks_itStandsBesideTheOneWithout() {
    Results results =
        new CannedRun("2026-11-25")
            .fanOut("belfry", 6, "")
            .fanOut("webhooks", 6.6, "")
            .fanOut("floor", 5, "")
            .add("publish-1", "publish", "belfry", "\"cpu_us_per_event\":10")
            .add("publish-1", "publish", "webhooks", "\"cpu_us_per_event\":12")
            .results();

    assertThat(page(results))
        .contains("## With webhooks of all kinds beside without")
        .contains("| fan1000-40k | CPU µs/delivery | 6.60 | 6.00 | 1.10x | ≤ 1.15x | yes |")
        .contains("| publish-1 | CPU µs/event | 12.0 | 10.0 | 1.20x | ≤ 1.15x | **no** |");
  }

  @Test
  void givenClientsOverTls_theyStandBesidePlainOnesWithTheirGoal() {
    Results results =
        new CannedRun("2026-11-29")
            .fanOut("belfry", 6, "")
            .fanOut("tls", 9, "")
            .fanOut("tls-jdk", 12, "")
            .add("storm-warm", "connect", "belfry", "\"cpu_us_per_op\":20")
            .add("storm-warm", "connect", "tls", "\"cpu_us_per_op\":200")
            .results();

    assertThat(page(results))
        .contains("## Clients over TLS beside plain ones")
        .contains("| fan1000-40k | CPU µs/delivery | 9.00 | 6.00 | 1.50x | ≤ 1.60x | yes |")
        .contains("| storm-warm | connections: CPU µs each | 200 | 20.0 | 10.0x |  |  |")
        .contains("| fan1000-40k | CPU µs/delivery | 12.0 | 6.00 | 2.00x |  |  |")
        .contains("| fan1000-40k | tls-jdk | 0 / 0 / 0 / 0 / 0 |");
  }

  @Test
  void givenCompressedFanOut_whatItSavesStandsBesideWhatItCosts() {
    Results results =
        new CannedRun("2026-11-29")
            .add("fan1000-2k", "fanout", "belfry", "\"cpu_us_per_msg\":6,\"bytes_per_msg\":320")
            .add("fan1000-2k", "fanout", "deflate", "\"cpu_us_per_msg\":9,\"bytes_per_msg\":160")
            .results();

    assertThat(page(results))
        .contains("| fan1000-2k | CPU µs/delivery | 9.00 | 6.00 | 1.50x |  |  |")
        .contains("| fan1000-2k | bytes read/delivery | 160 | 320 | 0.500x |  |  |");
  }

  @Test
  void givenThreeNodes_theyStandBesideOneWithTheirEngine() {
    String latency = "\"latency_far_ms\":{\"p50\":%s,\"p99\":%s}";
    Results results =
        new CannedRun("2026-11-29")
            .add("cluster-fan", "fanout", "belfry", latency.formatted("2", "5"))
            .add(
                "cluster-fan",
                "fanout",
                "cluster",
                latency.formatted("4", "47") + ",\"engine_us_per_msg\":1.5")
            .results();

    assertThat(page(results))
        .contains("| work | figure | three nodes | one node | ratio | goal | reached |")
        .contains("| cluster-fan | on another node p50 ms | 4.00 | 2.00 | 2.00x |  |  |")
        .contains(
            "| cluster-fan | on another node p99 ms | 47.0 | 5.00 | 9.40x | ≤ 46.0 | **no** |")
        .contains("| cluster-fan | engine's CPU µs/delivery | 1.50 | - | - |  |  |");
  }

  @Test
  void givenNoServerWithWebhooks_nothingIsSaidOfThem() {
    Results results = new CannedRun("2026-11-25").fanOut("belfry", 6, "").results();

    assertThat(page(results)).doesNotContain("webhooks");
  }

  @Test
  void givenAnEarlierRun_ratiosToTheFloorAreCompared() {
    Results before =
        new CannedRun("2026-11-24").fanOut("belfry", 9, "").fanOut("floor", 6, "").results();
    Results now =
        new CannedRun("2026-11-25").fanOut("belfry", 14.4, "").fanOut("floor", 12, "").results();

    assertThat(new Page(now).text(Optional.of(before)))
        .contains("## Since 2026-11-24")
        .contains("| fan1000-40k | CPU µs/delivery | 1.50x | 1.20x | -20 % |");
  }

  @Test
  void givenAnEarlierRunAndAGoalOfItsOwn_theBareFigureIsCompared() {
    Results before =
        new CannedRun("2026-11-24")
            .add("coldstart", "coldstart", "belfry", "\"listen_ms\":800")
            .results();
    Results now =
        new CannedRun("2026-11-25")
            .add("coldstart", "coldstart", "belfry", "\"listen_ms\":200")
            .results();

    assertThat(new Page(now).text(Optional.of(before)))
        .contains("| coldstart | ms to listening | 800 | 200 | -75 % |");
  }

  private static String page(Results results) {
    return new Page(results).text(Optional.empty());
  }
}
