package io.belfry.server.config;

/**
 * How many may connect to this node, and how fast.
 *
 * <p>Thread: immutable.
 *
 * @param maxConnections connections at a time; 0 for nine tenths of the file descriptors
 * @param ratePerAddress new connections a second from one address; negative for no limit
 */
public record AdmissionConfig(long maxConnections, long ratePerAddress) {}
