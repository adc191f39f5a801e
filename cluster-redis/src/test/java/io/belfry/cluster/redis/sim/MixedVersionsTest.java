package io.belfry.cluster.redis.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.lettuce.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The simulation with nodes of two versions on one layout: scripts that are called by about half of
 * them say and keep more than the others know.
 */
class MixedVersionsTest {
  private static final int SEEDS = Integer.getInteger("belfry.sim.mixed", 16);

  // What stands in the scripts, and what stands there in the later version.
  private static final List<List<String>> CHANGES =
      List.of(
          List.of(
              "local given = match(clock, '^(%d+):')",
              "local given = match(clock, '^(%d+):') local isLater = sub(me, 1, 1) < '8'"),
          // Each bundle begins with an entry of another kind.
          List.of(
              "bundles[node] = { what }",
              "bundles[node] = { isLater and tell.entry('Z', 'what', 'is', 'this') .. what or what }"),
          // Entries say more where they had nothing to say.
          List.of(
              "b, c = b or NONE, c or NONE",
              "b, c = b or NONE, c or isLater and kind ~= 'E' and kind ~= '+' and 'more' or NONE"),
          List.of(
              "call('HSET', APPS, app, value)",
              "call('HSET', APPS, app, isLater and value .. ':more:7' or value)"),
          List.of(
              "'data', data or NONE)", "'data', data or NONE, 'later', isLater and '1' or '')"));

  private static String mixed(String script) {
    String mixed = script;
    for (List<String> change : CHANGES) {
      mixed = mixed.replace(change.get(0), change.get(1));
    }
    return mixed;
  }

  @Test
  @Tag("CLU-070")
  void givenNodesOfTwoVersions_allAgreeInTheEndAsThoseOfOneDo() {
    assertThat(CHANGES)
        .allSatisfy(
            change ->
                assertThat(Arrays.stream(Script.values()).map(Script::text))
                    .anyMatch(text -> text.contains(change.get(0))));
    List<String> failed = new ArrayList<>();
    try (EngineProcess engine = EngineProcess.start()) {
      Simulation simulation = new Simulation(engine.port(), MixedVersionsTest::mixed, List.of());
      for (long seed = 1; seed <= SEEDS; seed++) {
        failed.addAll(simulation.apply(seed));
      }
    }

    assertThat(failed).isEmpty();
  }
}
