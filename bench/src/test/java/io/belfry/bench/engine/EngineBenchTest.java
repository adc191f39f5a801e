package io.belfry.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.bench.run.Complaint;
import org.junit.jupiter.api.Test;

/** Asks each kind of call some times, so that none rots; how fast it is, is not looked at. */
class EngineBenchTest {
  @Test
  void givenAnEngine_eachKindOfCallHasARow() {
    String table = EngineBench.table("--operations", "40", "--repeats", "1", "--holders", "0,1,3");

    for (EngineCall call : EngineCall.values()) {
      assertThat(table).contains("| " + call.title() + " | ");
    }
  }

  @Test
  void givenAnOptionThatIsNotUnderstood_theComplaintNamesIt() {
    assertThatThrownBy(() -> EngineBench.table("--operations", "few"))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("--operations is few");
  }
}
