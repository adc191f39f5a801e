package io.belfry.cluster.redis.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes, links and an engine with all that can happen to them. Property {@code belfry.sim.seeds}
 * says how many seeds are tried, {@code belfry.sim.seconds} for how long instead, and {@code
 * belfry.sim.seed} one to try again.
 */
class SimulationTest {
  private static final long FIRST = Long.getLong("belfry.sim.first", 1);
  private static final int SEEDS = Integer.getInteger("belfry.sim.seeds", 60);
  private static final long SECONDS = Long.getLong("belfry.sim.seconds", 0);
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
      seeds()
          .forEach(
              seed ->
                  simulation.apply(seed).stream()
                      .limit(10)
                      .forEach(mistake -> failed.add("belfry.sim.seed=" + seed + ": " + mistake)));
    }

    assertThat(failed).isEmpty();
  }

  private static LongStream seeds() {
    if (ONE >= 0) {
      return LongStream.of(ONE);
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    return SECONDS > 0
        ? LongStream.iterate(FIRST, seed -> System.nanoTime() - end < 0, seed -> seed + 1)
        : LongStream.range(FIRST, FIRST + SEEDS);
  }
}
