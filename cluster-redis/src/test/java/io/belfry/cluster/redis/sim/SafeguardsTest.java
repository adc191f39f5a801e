package io.belfry.cluster.redis.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.lettuce.Script;
import io.belfry.cluster.redis.sim.Safeguard.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each safeguard is needed: without it the simulation finds a mistake. The comparison of numbers of
 * holdings (rule CLU-019) is taken out everywhere, since it heals what should be seen.
 */
class SafeguardsTest {
  private static final int SEEDS = Integer.getInteger("belfry.sim.safeguards", 600);
  private static final int CONTROLS = 10;
  private static final Change NO_COMPARISON =
      new Change("PartitionLink", List.of("alive.holdings() != held.size()", "false"));

  private static EngineProcess engine;

  @BeforeAll
  static void start() {
    engine = EngineProcess.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static LongFunction<List<String>> simulation(
      List<Change> changes, UnaryOperator<String> scripts, List<String> kinds) {
    return ChangedNode.simulation(changes, engine.port(), scripts, kinds);
  }

  @Test
  void givenAllSafeguards_nothingIsFound() {
    LongFunction<List<String>> runs =
        simulation(List.of(NO_COMPARISON), script -> script, List.of());
    for (long seed = 1; seed <= CONTROLS; seed++) {
      assertThat(runs.apply(seed)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Safeguard.class)
  void givenASafeguardThatIsTakenOut_aMistakeIsFound(Safeguard safeguard) {
    Change change = safeguard.change();
    boolean isScript = change.file().isEmpty();
    if (isScript) {
      assertThat(Script.values()).anyMatch(script -> change.concerns(script.text()));
    }
    List<Change> changes = new ArrayList<>(safeguard.circumstances());
    if (isScript || !change.file().equals(NO_COMPARISON.file())) {
      changes.add(NO_COMPARISON);
    }
    if (!isScript) {
      changes.add(
          change.file().equals(NO_COMPARISON.file())
              ? new Change(change.file(), both(change.texts(), NO_COMPARISON.texts()))
              : change);
    }
    LongFunction<List<String>> runs =
        simulation(changes, script -> isScript ? change.where(script) : script, safeguard.kinds());

    long seed = 0;
    List<String> found = List.of();
    while (found.isEmpty() && seed < SEEDS) {
      found = runs.apply(++seed);
    }
    if (Boolean.getBoolean("belfry.sim.trace")) {
      System.out.println(safeguard + " " + seed + " " + found);
    }
    assertThat(found).as("mistakes without " + safeguard).isNotEmpty();
    assertThat(withAll(safeguard).apply(seed)).as("the same with " + safeguard).isEmpty();
  }

  private static LongFunction<List<String>> withAll(Safeguard safeguard) {
    List<Change> changes = new ArrayList<>(safeguard.circumstances());
    changes.add(NO_COMPARISON);
    return simulation(changes, script -> script, safeguard.kinds());
  }

  private static List<String> both(List<String> one, List<String> other) {
    List<String> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
