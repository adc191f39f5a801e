/**
 * What measures the limits of a pace and of a number at a time: token buckets, and places for
 * connections. Called where a limit is to hold; safe for any thread, but for {@link
 * io.belfry.server.rate.RateLimiter}, which belongs to its owner.
 */
@NullMarked
package io.belfry.server.rate;

import org.jspecify.annotations.NullMarked;
