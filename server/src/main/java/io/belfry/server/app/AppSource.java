package io.belfry.server.app;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where apps come from: extension point, with {@link ConfiguredApps} for those of a configuration.
 *
 * <p>A source is a snapshot. The look-ups are asked on event loops, several times for a message of
 * a client, so they read what is in memory and never wait; whoever has apps in a database or behind
 * a service fetches them on a thread of its own and puts the new ones in place of the old all at
 * once. A look-up while apps change finds those before or those after, never an app of the one with
 * a key of the other.
 *
 * <p>No two apps have one id, and no two have one active key. An app that is switched off is among
 * them, so that its clients hear that and not that their key is unknown; one that is taken out is
 * gone. Where fetching fails, the snapshot stays what it was.
 *
 * <p>A server starts its source once and closes it once; a source is not shared between servers.
 * {@code AppSourceContract} of module {@code io.belfry.server.testkit} is to be extended by the
 * test of each implementation.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-016, LIM-042, LIM-043, WS-112"
 */
public interface AppSource extends AutoCloseable {
  /** Hears of changes. Thread: any; it comes back at once. */
  @FunctionalInterface
  interface AppsListener {
    /**
     * Apps have changed, and the look-ups find the new ones. Connections of apps that are gone or
     * switched off are ended then; all others stay open and are judged by the new apps.
     */
    void changed();
  }

  /** The app of that id. Never blocks. */
  Optional<App> byId(String id);

  /** The app with that key, if the key is active. Never blocks. */
  Optional<App> byKey(String key);

  /** All apps, in no order. Never blocks. */
  Collection<App> all();

  /**
   * Whether these are all the apps that there are. Not so while whoever has them cannot be asked,
   * nor while there is one of which nothing is served since its definition cannot be taken: who
   * comes with an unknown key is then told to come again, and where there is no app at all the node
   * is not ready.
   *
   * @see "rule THR-61"
   */
  default boolean isComplete() {
    return true;
  }

  /**
   * How many apps are not served, or are served as they were before, because what is said of them
   * cannot be taken.
   */
  default int refusedDefinitions() {
    return 0;
  }

  /**
   * Whether the operator of the server has written the apps, and nobody else could: webhooks of
   * such apps may go to private addresses. Not so unless an implementation says so.
   *
   * @see "rule HOOK-093"
   */
  default boolean isOperatorsOwn() {
    return false;
  }

  /**
   * Fetches the apps for the first time, and begins to look after changes. The server listens when
   * this has returned. Does nothing unless an implementation has something to do.
   *
   * @param listener to be told of each change from now on, after it has taken effect
   * @throws IOException if the apps cannot be had; the server does not start then
   */
  default void start(AppsListener listener) throws IOException {}

  /**
   * Looks after changes now, since there is one, and not only when it would have. Comes back at
   * once. Does nothing unless an implementation looks now and then.
   *
   * @see "rule CLU-050"
   */
  default void lookNow() {}

  /**
   * The limits of the node have changed: apps have these from now on where they set none of their
   * own, as {@link App#onNode} gives them. Called from any thread, before or after the start; the
   * listener is told as of any other change. Does nothing unless apps come from elsewhere than the
   * configuration.
   *
   * @see "rule LIM-016"
   */
  default void limitsOfNode(Limit.Limits ofNode) {}

  /**
   * Looks after changes no more and gives back what it holds; the listener hears nothing after
   * that. The look-ups answer from the last snapshot still. Does nothing unless an implementation
   * has something to do.
   */
  @Override
  default void close() {}

  /**
   * The apps of the configuration. Others take their place all at once, or not at all.
   *
   * <p>Thread: thread-safe.
   *
   * @see "rules LIM-016, LIM-042, THR-49"
   */
  final class ConfiguredApps implements AppSource {
    private volatile Table table;
    private volatile AppsListener listener = () -> {};

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
          app.keys().stream().filter(App.Key::active).forEach(key -> byKey.put(key.key(), app));
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
        for (App.Key key : app.keys()) {
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
     * Puts these apps in place of the others; whoever asks from now on gets them, and the server
     * that was started with them hears of it.
     *
     * @throws IllegalArgumentException if two share an id or a key, and then nothing changes
     */
    public void replace(List<App> apps) {
      table = Table.of(apps);
      listener.changed();
    }

    @Override
    public void start(AppsListener changed) {
      listener = changed;
    }

    @Override
    public void close() {
      listener = () -> {};
    }

    @Override
    public boolean isOperatorsOwn() {
      return true;
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
}
