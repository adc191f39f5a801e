package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.bench.run.RawLine.Facts;
import io.belfry.bench.run.RawLine.Sample;
import io.belfry.bench.run.RawLine.Turn;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawLineReaderTest {
  @Test
  void givenALineOfTheGenerator_itsNumbersHaveTheirNames() {
    RawLine line =
        RawLineReader.read(
            "{\"work\":\"users\",\"repeat\":2,\"result\":\"users\",\"label\":\"floor\",\"lost\":0,"
                + "\"latency_ms\":{\"n\":8000,\"p50\":0.087},\"cpu_us_per_msg\":27.5,\"pass\":true}");

    assertThat(line)
        .isEqualTo(
            new Sample(
                new Turn("users", 2, "floor"),
                "users",
                Map.of(
                    "repeat", 2.0,
                    "lost", 0.0,
                    "latency_ms.n", 8000.0,
                    "latency_ms.p50", 0.087,
                    "cpu_us_per_msg", 27.5)));
  }

  @Test
  void givenALineOfFacts_itIsReadAsTexts() {
    assertThat(RawLineReader.read("{\"result\":\"facts\",\"date\":\"2026-11-25\",\"cores\":\"2\"}"))
        .isEqualTo(new Facts(Map.of("date", "2026-11-25", "cores", "2")));
  }

  @Test
  void givenALineThatIsCutOff_theComplaintShowsIt() {
    assertThatThrownBy(() -> RawLineReader.read("{\"work\":\"users\",\"rep"))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("\"rep");
  }

  @Test
  void givenALineWithoutALabel_theComplaintNamesWhatIsMissing() {
    assertThatThrownBy(
            () -> RawLineReader.read("{\"work\":\"users\",\"repeat\":1,\"result\":\"users\"}"))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("label");
  }
}
