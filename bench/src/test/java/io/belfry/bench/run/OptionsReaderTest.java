package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.bench.run.Options.Pin;
import io.belfry.bench.run.Options.Timing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsReaderTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T10:12:00Z"), ZoneOffset.UTC);

  @Test
  void givenNoOption_allWorksAreMeasuredFiveTimesOnTwoCores() {
    Options options = read();

    assertThat(options.works()).containsExactly(Work.values());
    assertThat(options.timing()).isEqualTo(new Timing(5, 5, 30, Duration.ofSeconds(60)));
    assertThat(options.placement().pin()).contains(new Pin(0, 1));
    assertThat(options.output().folder())
        .endsWithRaw(Path.of("bench/target/runs/2026-11-25T10-12-00"));
  }

  @Test
  void givenSomeWorks_onlyTheyAreMeasured() {
    assertThat(read("--only", "users,fan1000-40k").works())
        .containsExactly(Work.USERS, Work.FAN_1000);
  }

  @Test
  void givenPinNone_nothingIsPinned() {
    assertThat(read("--pin", "none", "--loops", "4").placement().pin()).isEmpty();
  }

  @Test
  void givenTheCluster_threeNodesAndOneAreMeasuredOnAllCores() {
    Options options = read("cluster", "--repeats", "2");

    assertThat(options.works()).contains(Work.CLUSTER_FAN, Work.IDLE).doesNotContain(Work.BATCH);
    assertThat(options.servers()).containsExactlyInAnyOrder("belfry", "cluster");
    assertThat(options.placement().pin()).isEmpty();
    assertThat(options.timing().repeats()).isEqualTo(2);
  }

  @Test
  void givenSomeServers_onlyTheyAreMeasured() {
    assertThat(read("--servers", "belfry,other").servers())
        .containsExactlyInAnyOrder("belfry", "other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nonsense",
        "--repeats",
        "--repeats 0",
        "--secs x",
        "--pin 1",
        "--only users,nothing",
        "--transport tcp"
      })
  void givenAnOptionThatIsNotUnderstood_theComplaintNamesIt(String line) {
    assertThatThrownBy(() -> read(line.split(" ", -1)))
        .isInstanceOf(Complaint.class)
        .message()
        .containsPattern("nonsense|repeats|secs|pin|nothing|transport");
  }

  private static Options read(String... words) {
    return OptionsReader.read(List.of(words), CLOCK);
  }
}
