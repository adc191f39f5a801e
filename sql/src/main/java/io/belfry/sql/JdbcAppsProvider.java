package io.belfry.sql;

import io.belfry.server.app.AppSource;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.AppSourceProvider;
import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.AppSourceSettings.Home;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Apps out of a database; found by the server's service loader.
 *
 * <p>Thread: thread-safe.
 */
public final class JdbcAppsProvider implements AppSourceProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For the service loader. */
  public JdbcAppsProvider() {}

  @Override
  public Optional<AppSource> of(ServerConfig config) throws IOException {
    if (config.of(AppSourceSettings.KIND) != Home.JDBC) {
      return Optional.empty();
    }
    return Optional.of(
        new JdbcApps(
            AppsDatabase.of(config),
            AppDefinitions.of(config),
            new JdbcApps.Pace(config.of(AppSourceSettings.POLL), PATIENCE)));
  }
}
