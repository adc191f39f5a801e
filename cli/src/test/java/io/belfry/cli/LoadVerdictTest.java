package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.load.Count;
import io.belfry.cli.load.LoadReport;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadVerdictTest {
  private static LoadReport with(Count what) {
    return new LoadReport(1, Map.of(what, 1L), Map.of(), Map.of(), Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void givenAFault_theVerdictIsNotTheGoodOne(Count what) {
    assertThat(with(what).isClean()).isEqualTo(!what.isFault());
    assertThat(LoadVerdict.of(with(what)).startsWith("Nothing was lost"))
        .isEqualTo(!what.isFault());
  }
}
