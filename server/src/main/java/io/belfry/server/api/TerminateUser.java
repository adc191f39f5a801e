package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
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
  private final ClusterAdapter cluster;
  private final AuditLog audit;

  TerminateUser(ClusterAdapter cluster, AuditLog audit) {
    this.cluster = cluster;
    this.audit = audit;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    return cluster
        .send(new ClusterMessage.Terminate(call.app().id(), user))
        .thenApply(
            accepted -> {
              audit.note(CallerNotes.ofUser(AuditEntry.What.TERMINATE, call, user));
              return Response.ok();
            });
  }
}
