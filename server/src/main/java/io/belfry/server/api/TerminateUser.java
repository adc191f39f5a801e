package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import java.util.concurrent.CompletionStage;

/**
 * Ends all connections of a user on every node. The body is ignored; a user nobody knows is no
 * error.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-140 to HTTP-147"
 */
final class TerminateUser implements Endpoint {
  private static final String ASKED = "asked";

  private final ClusterAdapter cluster;
  private final AuditLog audit;

  TerminateUser(ClusterAdapter cluster, AuditLog audit) {
    this.cluster = cluster;
    this.audit = audit;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    int maxLength = (int) call.app().limits().of(Limit.MAX_USER_ID_LENGTH);
    UserId user =
        UserId.parse(call.pathValue(), maxLength).orElseThrow(() -> refusal(call.pathValue()));
    return cluster
        .send(new ClusterMessage.Terminate(call.app().id(), user))
        .thenApply(
            accepted -> {
              note(call, user);
              return Response.ok();
            });
  }

  private void note(ApiCall call, UserId user) {
    audit.note(
        new AuditEntry(
            AuditEntry.What.TERMINATE,
            AuditEntry.AuditOutcome.ACCEPTED,
            ASKED,
            call.app().id(),
            CallerNotes.who(call.request(), user.text()),
            AuditEntry.Means.call(call.key(), call.id())));
  }

  private static ApiError refusal(String id) {
    ApiError error = ApiReason.USER_ID_INVALID.error(Shortened.of(id));
    return UserId.parse(id, Integer.MAX_VALUE).isPresent()
        ? error.by(Limit.MAX_USER_ID_LENGTH)
        : error;
  }
}
