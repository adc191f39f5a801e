/**
 * What is true for an app, on this node: an owner on each event loop takes the reports of all
 * loops, tells the cluster's {@link io.belfry.server.cluster.Truth} what the node holds by them,
 * and turns what is decided there into frames. No lock: an owner is confined to its loop.
 */
@NullMarked
package io.belfry.server.truth;

import org.jspecify.annotations.NullMarked;
