package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/**
 * What endpoints need that shut somebody out.
 *
 * <p>Thread: immutable.
 *
 * @param cluster keeps who is shut out, and tells all nodes
 * @param known who is, as this node knows it
 * @param audit what is kept of it
 * @param rates whose points are taken, as of an event, for what is kept
 * @param clock tells when that begins and ends
 */
record ShutoutParts(
    ClusterAdapter cluster, Shutouts known, AuditLog audit, ApiRates rates, InstantSource clock) {
  /** Shuts somebody out, at the pace of the app. */
  CompletionStage<Answer<Long>> shutOut(ApiCall call, Shutout shutout) {
    rates.take(call.app(), Limit.BACKEND_EVENTS_PER_SECOND, 1);
    return cluster.shutOut(shutout);
  }

  /** Lifts the block of a user, at the pace of the app. */
  CompletionStage<Void> letIn(ApiCall call, UserId user) {
    rates.take(call.app(), Limit.BACKEND_EVENTS_PER_SECOND, 1);
    return cluster.letIn(call.app().id(), user);
  }
}
