/**
 * What nodes tell each other, and what the whole app agrees on. A publish, a termination and,
 * later, every other effect leaves a node through {@link io.belfry.server.cluster.ClusterAdapter}
 * and comes back in through one inbox, the node's own messages included: one node is a cluster of
 * one. {@link io.belfry.server.truth.Keeper} decides what is true from what the nodes hold.
 * Messages are immutable; an adapter may be called by any thread.
 */
@NullMarked
package io.belfry.server.cluster;

import org.jspecify.annotations.NullMarked;
