package io.belfry.server.config;

/**
 * How many may connect to this node, how fast, and how much they may leave unfinished.
 *
 * <p>Thread: immutable.
 *
 * @param maxConnections connections at a time; 0 for nine tenths of the file descriptors
 * @param ratePerAddress new connections a second from one address; negative for no limit
 * @param maxInputBytes bytes of unfinished input of all clients together; 0 for an eighth of the
 *     memory
 */
public record AdmissionConfig(long maxConnections, long ratePerAddress, long maxInputBytes) {}
