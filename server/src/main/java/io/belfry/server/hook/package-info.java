/**
 * The extension point for applications that embed the server: who may connect, sign in and
 * subscribe. The facts are values; whoever implements {@link io.belfry.server.hook.Hooks} sees no
 * connection. Called on event loops, which must never wait.
 */
@NullMarked
package io.belfry.server.hook;

import org.jspecify.annotations.NullMarked;
