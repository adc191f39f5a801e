package io.belfry.server.app;

import java.util.Optional;

/**
 * Where apps come from: extension point, with {@link ConfiguredApps} for the file.
 *
 * <p>Thread: thread-safe; both look-ups are asked on event loops and never block.
 */
public interface AppSource {
  /** The app of that id. */
  Optional<App> byId(String id);

  /** The app with that active key. */
  Optional<App> byKey(String key);
}
