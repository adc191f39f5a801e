package io.belfry.server.config;

import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.config.AppSourceSettings.Home;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Makes a source of apps of what {@code app_source} says; found by a service loader, and only where
 * that names something else than the file.
 *
 * <p>Thread: confined to who starts the server.
 */
public interface AppSourceProvider {
  /**
   * A source that is not started yet.
   *
   * @return empty where the configuration asks for a kind that this one does not know
   * @throws IOException if what the configuration says of it cannot be; the message is for the
   *     operator
   */
  Optional<AppSource> of(ServerConfig config) throws IOException;

  /**
   * The source that a configuration asks for, not started yet; its own apps where it asks for none.
   *
   * @throws IOException if there is no such source; the message is for the operator
   */
  static AppSource find(ServerConfig config) throws IOException {
    if (config.of(AppSourceSettings.KIND) == Home.FILE) {
      return new ConfiguredApps(config.apps());
    }
    for (AppSourceProvider provider : ServiceLoader.load(AppSourceProvider.class)) {
      Optional<AppSource> found = provider.of(config);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IOException(
        "app_source.kind is not file, and nothing on the class path knows that kind. Add"
            + " belfry-sql, which is for jdbc.");
  }
}
