package io.belfry.rest;

import java.time.Instant;
import java.util.Optional;

/**
 * A user who is blocked.
 *
 * <p>Thread: immutable.
 *
 * @param id who
 * @param since when the block was made, by the server's clock
 * @param until its end
 * @param reason what clients are told; empty for a sentence of the protocol
 */
public record BlockedUser(String id, Instant since, Instant until, Optional<String> reason) {}
