package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.http.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Ends those sessions of a user that are meant, on every node, and says how many there were.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-020 to USR-024"
 */
final class TerminateSessions implements Endpoint {
  private final ClusterAdapter cluster;
  private final AuditLog audit;

  TerminateSessions(ClusterAdapter cluster, AuditLog audit) {
    this.cluster = cluster;
    this.audit = audit;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    TerminationBody body = TerminationBody.parse(call.request().body());
    return cluster
        .end(
            new ClusterMessage.Terminate(
                call.app().id(), user, body.selector(), body.ending(), Duration.ZERO))
        .thenApply(
            ended -> {
              audit.note(CallerNotes.ofUser(AuditEntry.What.TERMINATE, call, user));
              return Response.ok(Json.object(json -> UserAnswer.writeEnded(json, ended)));
            });
  }
}
