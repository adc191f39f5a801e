package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log has of whoever calls the HTTP API.
 *
 * <p>Thread: stateless.
 */
final class CallerNotes {
  private static final String ASKED = "asked";

  private CallerNotes() {}

  /**
   * Who calls.
   *
   * @param user whom the call concerns; null for nobody
   */
  static AuditEntry.Concerned who(Request request, @Nullable String user) {
    return new AuditEntry.Concerned(
        user, null, request.caller().address(), request.headers().get("user-agent"));
  }

  /** The application has done that to a user. */
  static AuditEntry ofUser(AuditEntry.What what, ApiCall call, UserId user) {
    return of(what, call, who(call.request(), user.text()));
  }

  /** The application has done that to a login session. */
  static AuditEntry ofLogin(AuditEntry.What what, ApiCall call, String login) {
    AuditEntry.Concerned caller = who(call.request(), null);
    return of(
        what,
        call,
        new AuditEntry.Concerned(null, null, caller.address(), caller.userAgent(), login));
  }

  /** The application has done that, to no user that is known. */
  static AuditEntry of(AuditEntry.What what, ApiCall call) {
    return of(what, call, who(call.request(), null));
  }

  private static AuditEntry of(AuditEntry.What what, ApiCall call, AuditEntry.Concerned who) {
    return new AuditEntry(
        what,
        AuditEntry.AuditOutcome.ACCEPTED,
        ASKED,
        call.app().id(),
        who,
        AuditEntry.Means.call(call.key(), call.id()));
  }
}
