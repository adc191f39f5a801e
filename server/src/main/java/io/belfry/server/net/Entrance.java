package io.belfry.server.net;

/**
 * How clients come in at a port.
 *
 * <p>Thread: immutable.
 *
 * @param layer stands between the sockets and what is served
 * @param callers finds out who calls
 */
public record Entrance(SocketLayer layer, Callers callers) {}
