package io.belfry.server.socket;

import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditEntry.AuditOutcome;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.metrics.FlightEvents;
import io.belfry.server.refusal.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what came of sign-ins: in the audit log, and in a recording when somebody makes one.
 *
 * <p>Thread: stateless; runs on the event loop of the connection.
 *
 * @see "rule USR-070"
 */
final class SigninNotes {
  private static final String SIGNED_IN = "signed_in";
  private static final String ACCEPTED = "accepted";
  private static final String REFUSED = "refused";

  private SigninNotes() {}

  /** A user is signed in, by those means. */
  static void accepted(Peer peer, App app, UserId user, Means means) {
    FlightEvents.signIn(app.id(), peer.socketId(), ACCEPTED, SIGNED_IN);
    if (peer.audit().isOn()) {
      note(peer, app, new SigninOutcome(AuditOutcome.ACCEPTED, SIGNED_IN, user, means));
    }
  }

  /**
   * A user is not.
   *
   * @param user who wanted to, as the token has proved; null where it has proved nothing
   * @param means by which it was tried
   */
  static void refused(Peer peer, App app, Reason reason, @Nullable UserId user, Means means) {
    FlightEvents.signIn(app.id(), peer.socketId(), REFUSED, reason.word());
    if (peer.audit().isOn()) {
      note(peer, app, new SigninOutcome(AuditOutcome.REFUSED, reason.word(), user, means));
    }
  }

  /** What came of it. */
  private record SigninOutcome(
      AuditOutcome outcome, String reason, @Nullable UserId user, Means means) {}

  private static void note(Peer peer, App app, SigninOutcome came) {
    UserId user = came.user() == null ? peer.identity().user() : came.user();
    peer.audit()
        .note(
            new AuditEntry(
                AuditEntry.What.SIGN_IN,
                came.outcome(),
                came.reason(),
                app.id(),
                new AuditEntry.Concerned(
                    user == null ? null : user.text(),
                    peer.socketId().text(),
                    peer.address(),
                    peer.userAgent(),
                    peer.identity().terms().session()),
                came.means()));
  }
}
