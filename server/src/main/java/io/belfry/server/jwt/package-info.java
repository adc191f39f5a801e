/**
 * Tokens of identity providers: whether a JWT is one that an app takes, and what it says of its
 * user. For sign-ins, for the logout that a provider tells of, and for {@code belfry explain}.
 * Thread: verification has threads of its own; asking is for any.
 */
@NullMarked
package io.belfry.server.jwt;

import org.jspecify.annotations.NullMarked;
