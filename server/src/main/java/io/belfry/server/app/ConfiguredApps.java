package io.belfry.server.app;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The apps of the configuration file.
 *
 * <p>Thread: immutable.
 */
public final class ConfiguredApps implements AppSource {
  private final Map<String, App> byId = new HashMap<>();
  private final Map<String, App> byKey = new HashMap<>();

  /**
   * These apps.
   *
   * @throws IllegalArgumentException if two share an id or a key (rule LIM-043)
   */
  public ConfiguredApps(List<App> apps) {
    for (App app : apps) {
      if (byId.put(app.id(), app) != null) {
        throw new IllegalArgumentException("Two apps have the id " + app.id() + ".");
      }
      for (AppKey key : app.keys()) {
        if (key.active() && byKey.put(key.key(), app) != null) {
          throw new IllegalArgumentException("The key " + key.key() + " stands twice.");
        }
      }
    }
  }

  @Override
  public Optional<App> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public Optional<App> byKey(String key) {
    return Optional.ofNullable(byKey.get(key));
  }
}
