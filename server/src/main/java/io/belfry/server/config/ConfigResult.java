package io.belfry.server.config;

import java.util.List;
import java.util.function.Supplier;

/**
 * What became of reading a configuration.
 *
 * <p>Thread: immutable.
 */
public sealed interface ConfigResult {
  /**
   * It can be used.
   *
   * @param config what was read
   * @param warnings what an operator should know, a line each
   * @param settings lists the value of every setting in effect, for people; without secrets. Only
   *     who asks pays for it
   */
  record Loaded(
      ServerConfig config, List<String> warnings, Supplier<List<EffectiveSetting>> settings)
      implements ConfigResult {}

  /**
   * It cannot.
   *
   * @param problems all that is wrong, in the order of the file
   */
  record Refused(List<ConfigProblem> problems) implements ConfigResult {}
}
