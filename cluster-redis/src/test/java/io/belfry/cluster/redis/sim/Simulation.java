package io.belfry.cluster.redis.sim;

import static io.belfry.cluster.redis.sim.SimFaults.NOTHING_LOST;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * One run of the simulation, which follows from its seed: with an even one the engine loses nothing
 * that it has answered.
 */
public final class Simulation implements LongFunction<List<String>> {
  private static final int ROUNDS = 2;
  private static final long ROUND_MILLIS = 15_000;

  private final RespSocket redis;
  private final UnaryOperator<String> scripts;
  private final List<String> kinds;

  /**
   * Runs over that engine.
   *
   * @param port where it listens
   * @param scripts gives what runs in it instead of each script
   * @param kinds what goes wrong; empty for all that the seed allows
   */
  public Simulation(int port, UnaryOperator<String> scripts, List<String> kinds) {
    this.redis = new RespSocket(port);
    this.scripts = scripts;
    this.kinds = List.copyOf(kinds);
  }

  /** What went wrong with that seed. */
  @Override
  public List<String> apply(long seed) {
    boolean isNothingLost = kinds.isEmpty() ? seed % 2 == 0 : NOTHING_LOST.containsAll(kinds);
    SimWorld world = new SimWorld(redis, seed, scripts);
    SimFaults faults = new SimFaults(world, kinds(isNothingLost));
    SimChecks checks = new SimChecks(world);
    for (int round = 0; round < ROUNDS && world.mistakes().isEmpty(); round++) {
      faults.run(ROUND_MILLIS);
      faults.heal();
      checks.check();
    }
    if (isNothingLost) {
      checks.webhooks();
    }
    return world.mistakes();
  }

  private List<String> kinds(boolean isNothingLost) {
    if (!kinds.isEmpty()) {
      return kinds;
    }
    return isNothingLost ? NOTHING_LOST : SimFaults.DATA_LOST;
  }
}
