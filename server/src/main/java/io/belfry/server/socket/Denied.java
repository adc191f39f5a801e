package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.UserId;
import io.belfry.server.refusal.Kind;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a connection wanted and does not get, with who it is.
 *
 * <p>Thread: stateless; called on the event loop of the connection.
 */
final class Denied {
  private Denied() {}

  /**
   * A refusal of it.
   *
   * @param key public key of the token, null for none
   */
  static Refusal wish(Connection by, Kind kind, Reason reason, @Nullable String key) {
    UserId user = by.user();
    String id = user == null ? null : user.text();
    return Refusal.of(
        kind, reason, by.app(), new Refusal.Who(key, id, by.socketId().text(), by.address()));
  }

  /** Answers a message that cannot be read. */
  static void unreadable(Connection from, ProtocolException problem) {
    if (problem.code() == ErrorCode.SIGNIN_REFUSED) {
      SigninHandler.unreadable(from, problem);
    } else {
      from.refuse(problem.code(), problem.hint());
    }
  }
}
