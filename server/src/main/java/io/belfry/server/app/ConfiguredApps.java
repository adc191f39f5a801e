package io.belfry.server.app;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The apps of the configuration. Others take their place all at once, or not at all.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-016, LIM-042, THR-49"
 */
public final class ConfiguredApps implements AppSource {
  private volatile Table table;
  private volatile Listener listener = () -> {};

  private record Table(Map<String, App> byId, Map<String, App> byKey) {
    static Table of(List<App> apps) {
      twice(apps)
          .ifPresent(
              sentence -> {
                throw new IllegalArgumentException(sentence);
              });
      Map<String, App> byId = new HashMap<>();
      Map<String, App> byKey = new HashMap<>();
      for (App app : apps) {
        byId.put(app.id(), app);
        app.keys().stream().filter(AppKey::active).forEach(key -> byKey.put(key.key(), app));
      }
      return new Table(byId, byKey);
    }
  }

  /** Which id or active key stands twice among these apps, as a sentence. */
  public static Optional<String> twice(List<App> apps) {
    Set<String> ids = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (App app : apps) {
      if (!ids.add(app.id())) {
        return Optional.of("Two apps have the id " + app.id() + ".");
      }
      for (AppKey key : app.keys()) {
        if (key.active() && !keys.add(key.key())) {
          return Optional.of("The key " + key.key() + " stands twice.");
        }
      }
    }
    return Optional.empty();
  }

  /**
   * These apps.
   *
   * @throws IllegalArgumentException if two share an id or a key (rule LIM-043)
   */
  public ConfiguredApps(List<App> apps) {
    this.table = Table.of(apps);
  }

  /**
   * Puts these apps in place of the others; whoever asks from now on gets them, and the server that
   * was started with them hears of it.
   *
   * @throws IllegalArgumentException if two share an id or a key, and then nothing changes
   */
  public void replace(List<App> apps) {
    table = Table.of(apps);
    listener.changed();
  }

  @Override
  public void start(Listener changed) {
    listener = changed;
  }

  @Override
  public void close() {
    listener = () -> {};
  }

  @Override
  public Collection<App> all() {
    return Collections.unmodifiableCollection(table.byId().values());
  }

  @Override
  public Optional<App> byId(String id) {
    return Optional.ofNullable(table.byId().get(id));
  }

  @Override
  public Optional<App> byKey(String key) {
    return Optional.ofNullable(table.byKey().get(key));
  }
}
