/**
 * What nodes tell each other, and what the whole app agrees on. A publish and a termination leave a
 * node through {@link io.belfry.server.cluster.ClusterAdapter} and come back in through one inbox,
 * the node's own included: one node is a cluster of one. From what the nodes hold, the {@link
 * io.belfry.server.cluster.Truth} that the adapter opens for each owner decides what is true.
 * Messages are immutable; an adapter may be called by any thread.
 */
@NullMarked
package io.belfry.server.cluster;

import org.jspecify.annotations.NullMarked;
