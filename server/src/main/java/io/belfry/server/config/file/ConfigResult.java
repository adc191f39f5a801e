package io.belfry.server.config.file;

import io.belfry.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
   * @param files files beside the configuration that were read for it, such as those of secrets
   */
  record Loaded(
      ServerConfig config,
      List<String> warnings,
      Supplier<List<EffectiveSetting>> settings,
      Set<Path> files)
      implements ConfigResult {}

  /**
   * It cannot.
   *
   * @param problems all that is wrong, in the order of the file
   * @param files files beside the configuration that were looked for
   * @param isUnread whether a file could not be read, which may be different the next time without
   *     its being changed
   */
  record NotConfigured(List<ConfigProblem> problems, Set<Path> files, boolean isUnread)
      implements ConfigResult {}

  /** Files beside the configuration that belong to it. */
  Set<Path> files();
}
