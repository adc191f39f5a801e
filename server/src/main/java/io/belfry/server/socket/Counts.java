package io.belfry.server.socket;

import io.belfry.server.audit.AuditLog;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.refusal.Refusals;

/**
 * Where it is counted what connections do.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param ofLoop with every message
 * @param metrics now and then
 * @param refusals what is refused, which is said too
 * @param audit what is kept of it
 */
public record Counts(LoopCounts ofLoop, Metrics metrics, Refusals refusals, AuditLog audit) {}
