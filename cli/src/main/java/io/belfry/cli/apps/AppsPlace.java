package io.belfry.cli.apps;

import java.util.List;

/**
 * Where apps are defined and can be changed.
 *
 * <p>Thread: confined to its caller.
 */
public interface AppsPlace extends AutoCloseable {
  /**
   * All apps, in their order there.
   *
   * @throws NotChanged if they cannot be read
   */
  List<Listed> list() throws NotChanged;

  /**
   * Makes a change, whole or not at all.
   *
   * @throws NotChanged if it was not made
   */
  void make(Change change) throws NotChanged;

  /** What people call it. */
  String name();

  @Override
  default void close() {}

  /**
   * What people may see of an app.
   *
   * @param id its id
   * @param name its name, empty for none
   * @param state whether it is served
   * @param keys its public keys
   * @param webhooks how many endpoints it has
   * @param place what defines it: file, environment or database
   */
  record Listed(String id, String name, State state, List<Key> keys, int webhooks, String place) {
    /** Takes a copy. */
    public Listed {
      keys = List.copyOf(keys);
    }

    /** Whether it is switched on. */
    public boolean isEnabled() {
      return state == State.ON;
    }
  }

  /** Whether an app is served. */
  enum State {
    /** It is. */
    ON,
    /** It is switched off. */
    OFF,
    /** Its definition cannot be read, so servers do not take it. */
    REFUSED;

    static State of(boolean isEnabled) {
      return isEnabled ? ON : OFF;
    }

    /** For tables and answers, such as {@code off}. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A public key.
   *
   * @param key as clients know it
   * @param isActive whether it is accepted
   */
  record Key(String key, boolean isActive) {}
}
