/**
 * The extension points for applications that embed the server: who may connect, sign in, subscribe
 * and send ({@link io.belfry.server.hook.Hooks}, asynchronous, and {@link
 * io.belfry.server.hook.BlockingHooks}), and what has happened ({@link
 * io.belfry.server.hook.ServerListener}). The facts are values; nobody here sees a connection.
 * Hooks are called on event loops, which must never wait; the other two on threads that may.
 */
@NullMarked
package io.belfry.server.hook;

import org.jspecify.annotations.NullMarked;
