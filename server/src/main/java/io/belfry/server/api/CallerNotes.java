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

  /** The application has ended sessions of a user. */
  static AuditEntry termination(ApiCall call, UserId user) {
    return new AuditEntry(
        AuditEntry.What.TERMINATE,
        AuditEntry.AuditOutcome.ACCEPTED,
        ASKED,
        call.app().id(),
        who(call.request(), user.text()),
        AuditEntry.Means.call(call.key(), call.id()));
  }
}
