package io.belfry.server.channel;

/**
 * A way to a connection's socket that its event loop may take by itself, past the connection. Only
 * who made it knows more of it.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface Outlet {}
