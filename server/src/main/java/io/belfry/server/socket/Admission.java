package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.SocketId;
import io.belfry.server.app.App;
import io.belfry.server.hook.Arrival;
import io.belfry.server.rate.Quota;
import org.jspecify.annotations.Nullable;

/**
 * Verdict on a handshake.
 *
 * <p>Thread: immutable.
 */
public sealed interface Admission
    permits Admission.Admitted,
        Admission.Rejected,
        Admission.TooFast,
        Admission.NotFound,
        Undecided {
  /**
   * The socket becomes a connection.
   *
   * @param app app it belongs to
   * @param key name of the key that it was opened with
   * @param socketId the public id it is to have
   * @param client what it says it is
   * @param userAgent what the client says it is; null when it says nothing, or nobody asks
   * @param arrival how it came, for hooks; null where nobody asks
   * @param ofApp quota of the app, in which it has a place
   * @param ofNode quota of the node, in which it has a place
   */
  record Admitted(
      App app,
      String key,
      SocketId socketId,
      ClientDescription client,
      @Nullable String userAgent,
      @Nullable Arrival arrival,
      Quota ofApp,
      Quota ofNode)
      implements Admission {
    /** The same, of the app as it is set now. */
    Admitted of(App now) {
      return new Admitted(now, key, socketId, client, userAgent, arrival, ofApp, ofNode);
    }

    /** Gives both places back; called once, when the connection ends (rule WS-014). */
    void release() {
      ofApp.release();
      ofNode.release();
    }
  }

  /**
   * The upgrade is completed and then closed with this reason, since browsers see nothing of a
   * failed upgrade.
   *
   * @param reason why
   * @param words what the client is told, at most 123 bytes
   */
  record Rejected(CloseReason reason, String words) implements Admission {
    /** A rejection in the words of its reason. */
    Rejected(CloseReason reason) {
      this(reason, reason.sentence());
    }
  }

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
