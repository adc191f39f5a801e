package io.belfry.server.shutout;

import org.jspecify.annotations.Nullable;

/**
 * The token of an issuer with which somebody signs in, as far as it may be revoked. Unlike the
 * signature of an app it is not for one connection alone.
 *
 * <p>Thread: immutable.
 *
 * @param jti its own name, which no other token of the app has; null where it has none
 * @param issuedAtMillis when it was issued, in Unix milliseconds; tokens tell whole seconds
 * @see "rules USR-045, USR-052"
 */
public record IssuedToken(@Nullable String jti, long issuedAtMillis) {}
