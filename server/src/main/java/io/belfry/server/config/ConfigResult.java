package io.belfry.server.config;

import java.util.List;

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
   * @param settings the value of every setting in effect, for people; without secrets
   */
  record Loaded(ServerConfig config, List<String> warnings, List<EffectiveSetting> settings)
      implements ConfigResult {}

  /**
   * It cannot.
   *
   * @param problems all that is wrong, in the order of the file
   */
  record Refused(List<ConfigProblem> problems) implements ConfigResult {}
}
