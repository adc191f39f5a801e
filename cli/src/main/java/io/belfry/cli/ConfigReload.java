package io.belfry.cli;

import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up a configuration that has changed, its file or one that it names: its apps with their
 * keys, settings and limits, whole or not at all. What is wrong with it is said, and what was in
 * force stays. Settings of the node need a restart, which is said too.
 *
 * <p>A file that cannot be read for now is tried again without being changed: the reason may pass,
 * as a lack of descriptors does. Nothing that a file holds ends the looking.
 *
 * <p>Thread: confined to the thread that runs it.
 *
 * @see "rules LIM-016, LIM-042, LIM-067, LIM-068, THR-49"
 */
final class ConfigReload {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);
  private static final int LOOKS_TILL_AGAIN = 4;

  private final ConfigSource source;
  private final BelfryServer server;
  private final ServerConfig started;
  private final WatchedFiles files = new WatchedFiles();
  private List<App> apps;
  private Limit.Limits limits;
  private List<ConfigProblem> said = List.of();
  private List<Path> changed = List.of();
  private boolean isUnread;
  private int looks;

  /**
   * Watches a configuration from now on.
   *
   * @param source where it comes from
   * @param started what the server was started with
   * @param server whose apps are replaced
   */
  ConfigReload(ConfigSource source, ConfigResult.Loaded started, BelfryServer server) {
    this.source = source;
    this.started = started.config();
    this.apps = started.config().apps();
    this.limits = started.config().limits();
    this.server = server;
    watch(started.files());
  }

  /** Looks once, and takes what has changed. */
  void look() {
    try {
      List<Path> now = files.changed();
      looks++;
      if (!now.isEmpty()) {
        changed = now;
        said = List.of();
        take();
      } else if (isUnread && looks % LOOKS_TILL_AGAIN == 0) {
        take();
      }
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      // Whatever one file or a lack of descriptors does to the reader, the next file is read.
      isUnread = true;
      String kind = e.getClass().getSimpleName();
      refuse(List.of(new ConfigProblem(ConfigProblems.WHOLE, "Reading it failed: " + kind + ".")));
    }
  }

  private void take() {
    ConfigResult result = source.read();
    watch(result.files());
    switch (result) {
      case ConfigResult.NotConfigured refused -> {
        isUnread = refused.isUnread();
        refuse(refused.problems());
      }
      case ConfigResult.Loaded loaded -> {
        isUnread = false;
        List<ConfigProblem> problems = source.problemsOfServing(loaded);
        if (problems.isEmpty()) {
          accept(loaded);
        } else {
          refuse(problems);
        }
      }
    }
  }

  // Once for each change, however often it is tried again.
  private void refuse(List<ConfigProblem> problems) {
    server.reloadRefused();
    if (!problems.equals(said)) {
      said = problems;
      LOG.warn("{} was changed and is not taken. What was in force stays.", names());
      new ConfigProblems(source.name(), problems).lines().forEach(LOG::warn);
    }
  }

  private void accept(ConfigResult.Loaded loaded) {
    try {
      server.renewCertificate();
    } catch (IOException e) {
      // The files were changed once more since they were judged.
      isUnread = true;
      refuse(List.of(new ConfigProblem(ConfigProblems.WHOLE, "server.tls: " + e.getMessage())));
      return;
    }
    said = List.of();
    loaded.warnings().forEach(warning -> LOG.warn("note: {}", warning));
    // Apps of a database are none of this file's, whatever it says of where they come from now;
    // its limits are theirs all the same.
    if (!hasApps(started)) {
      takeLimits(loaded.config().limits());
    } else if (hasApps(loaded.config())) {
      takeApps(loaded.config().apps());
    }
    if (!loaded.config().isSameNodeAs(started)) {
      LOG.warn(
          "note: what was changed below server, audit and app_source takes effect with a restart.");
    }
  }

  private static boolean hasApps(ServerConfig config) {
    return config.of(AppSourceSettings.KIND) == AppSourceSettings.Home.FILE;
  }

  private void takeApps(List<App> now) {
    server.replaceApps(now);
    LOG.info("{} was changed and is in force: {}.", names(), AppChanges.between(apps, now));
    apps = now;
  }

  private void takeLimits(Limit.Limits now) {
    if (!now.equals(limits)) {
      server.replaceLimits(now);
      LOG.info("{} was changed, and its limits are in force.", names());
      limits = now;
    }
  }

  private String names() {
    return changed.stream().map(Path::toString).collect(Collectors.joining(" and "));
  }

  private void watch(Set<Path> beside) {
    List<Path> all = new ArrayList<>(beside);
    if (source.file() != null) {
      all.add(0, Objects.requireNonNull(source.file()));
    }
    files.watch(all);
  }
}
