/**
 * The adapter that the server finds: which partition a message, a question or a report is for, and
 * how the node stands to its cluster. Called by the server, from any thread.
 */
@NullMarked
package io.belfry.cluster.redis;

import org.jspecify.annotations.NullMarked;
