package io.belfry.rest;

import java.time.Instant;
import java.util.Optional;

/**
 * Sign-ins that are revoked: those with one token, those of a login session, or those of a user
 * before a time.
 *
 * <p>Thread: immutable.
 *
 * @param id its name among all revocations
 * @param jti the token; empty where others are meant
 * @param session the login session; empty where others are meant
 * @param userId the user; empty where others are meant
 * @param issuedBefore the time before which the user's sign-ins were; empty where others are meant
 * @param revokedAt when it was made, by the server's clock
 * @param until when it is forgotten
 * @param reason what clients are told; empty for a sentence of the protocol
 */
public record Revocation(
    String id,
    Optional<String> jti,
    Optional<String> session,
    Optional<String> userId,
    Optional<Instant> issuedBefore,
    Instant revokedAt,
    Instant until,
    Optional<String> reason) {}
