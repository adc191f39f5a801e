package io.belfry.bench.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.bench.run.Complaint;
import org.junit.jupiter.api.Test;

/** Gives each side a little to do, so that none rots; how fast it is, is not looked at. */
class LibraryBenchTest {
  @Test
  void givenBothSides_eachFigureHasARow() {
    String table =
        LibraryBench.table(
            "--clients", "5", "--events", "1000", "--publishes", "20", "--repeats", "1");

    for (LibraryFigure figure : LibraryFigure.values()) {
      assertThat(table).contains("| " + figure.title() + " | ");
    }
  }

  @Test
  void givenAnOptionThatIsNotUnderstood_theComplaintNamesIt() {
    assertThatThrownBy(() -> LibraryBench.table("--clients", "few"))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("--clients is few");
  }
}
