package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.server.app.App;
import io.belfry.server.app.Quota;

/**
 * Verdict on a handshake.
 *
 * <p>Thread: immutable.
 */
public sealed interface Admission {
  /**
   * The socket becomes a connection.
   *
   * @param app app it belongs to
   * @param library what kind of client it says it is
   * @param appPlace its place in the app's quota
   * @param nodePlace its place in the node's quota
   */
  record Admitted(App app, ClientLibrary library, Quota.Place appPlace, Quota.Place nodePlace)
      implements Admission {
    /** Gives both places back; a second call changes nothing (rule WS-014). */
    void release() {
      appPlace.release();
      nodePlace.release();
    }
  }

  /**
   * The upgrade is completed and then closed with this reason, since browsers see nothing of a
   * failed upgrade.
   */
  record Rejected(CloseReason reason) implements Admission {}

  /**
   * The address connects faster than it may: an ordinary answer 429, no upgrade, so that a flood
   * costs as little as can be.
   *
   * @param waitSeconds whole seconds to wait, at least 1
   */
  record TooFast(long waitSeconds) implements Admission {}

  /** Not a path of ours: plain 404, no upgrade. */
  record NotFound() implements Admission {}
}
