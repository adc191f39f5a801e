package io.belfry.cluster.redis.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes, links and an engine with all that can happen to them. Property {@code belfry.sim.seeds}
 * says how many seeds are tried, {@code belfry.sim.seed} one to try again.
 */
class SimulationTest {
  private static final long FIRST = Long.getLong("belfry.sim.first", 1);
  private static final int SEEDS = Integer.getInteger("belfry.sim.seeds", 60);
  private static final long ONE = Long.getLong("belfry.sim.seed", -1);

  @Test
  @Tag("CLU-016")
  @Tag("CLU-025")
  @Tag("CLU-029")
  @Tag("CLU-034")
  @Tag("CLU-040")
  @Tag("CLU-060")
  void givenAllThatCanGoWrong_engineNodesAndClientsAgreeInTheEnd() {
    List<String> failed = new ArrayList<>();
    try (EngineProcess engine = EngineProcess.start()) {
      Simulation simulation = new Simulation(engine.port(), script -> script, List.of());
      LongStream seeds = ONE >= 0 ? LongStream.of(ONE) : LongStream.range(FIRST, FIRST + SEEDS);
      seeds.forEach(
          seed ->
              simulation.apply(seed).stream()
                  .limit(10)
                  .forEach(mistake -> failed.add("belfry.sim.seed=" + seed + ": " + mistake)));
    }

    assertThat(failed).isEmpty();
  }
}
