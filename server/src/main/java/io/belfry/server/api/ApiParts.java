package io.belfry.server.api;

import io.belfry.server.app.AppSource;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.node.ServerState;
import io.belfry.server.refusal.Refusals;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the API needs of the server.
 *
 * <p>Thread: immutable.
 *
 * @param apps who may call
 * @param state what the node is doing
 * @param metrics what is counted
 * @param refusals what is said about calls that are refused
 * @param audit what is kept of them
 * @param clock wall clock, for the time window of signatures
 * @param breakdown is told of failures after which the node cannot go on
 */
public record ApiParts(
    AppSource apps,
    Supplier<ServerState> state,
    Metrics metrics,
    Refusals refusals,
    AuditLog audit,
    InstantSource clock,
    Breakdown breakdown) {}
