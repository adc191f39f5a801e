package io.belfry.server.api;

import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.shutout.Shutouts;
import java.time.InstantSource;

/**
 * What endpoints need that shut somebody out.
 *
 * <p>Thread: immutable.
 *
 * @param cluster keeps who is shut out, and tells all nodes
 * @param known who is, as this node knows it
 * @param audit what is kept of it
 * @param clock tells when that begins and ends
 */
record ShutoutParts(ClusterAdapter cluster, Shutouts known, AuditLog audit, InstantSource clock) {}
