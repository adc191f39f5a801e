package io.belfry.server.jwt;

import io.belfry.server.app.AppSource;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.webhook.post.BoundedGet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What verification needs of the server.
 *
 * <p>Thread: immutable.
 *
 * @param apps all apps, whose issuers are asked for keys
 * @param http makes what fetches key sets; asked once one is to be fetched
 * @param longestFetch how long one fetch may take; {@link #LONGEST_FETCH} but in tests
 * @param clock wall clock, which the times of tokens are compared with
 * @param nanoTime monotonic clock, for the age of key sets
 * @param metrics where it is counted
 * @param breakdown is told when one of its threads has ended
 */
public record JwtParts(
    AppSource apps,
    Supplier<BoundedGet> http,
    Duration longestFetch,
    InstantSource clock,
    LongSupplier nanoTime,
    Metrics metrics,
    Breakdown breakdown) {
  /** How long the keys of an issuer are waited for: 5 s. */
  public static final Duration LONGEST_FETCH = Duration.ofSeconds(5);
}
