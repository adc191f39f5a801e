package io.belfry.server.config;

import io.belfry.server.app.AppSource;
import java.util.Optional;

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
   * @throws IllegalArgumentException if what the configuration says of it cannot be; the message is
   *     for the operator
   */
  Optional<AppSource> of(ServerConfig config);
}
