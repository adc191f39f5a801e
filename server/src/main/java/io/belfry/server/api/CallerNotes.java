package io.belfry.server.api;

import io.belfry.server.audit.AuditEntry;
import io.belfry.server.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log has of whoever calls the HTTP API.
 *
 * <p>Thread: stateless.
 */
final class CallerNotes {
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
}
