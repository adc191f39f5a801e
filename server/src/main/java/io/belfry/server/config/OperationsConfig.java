package io.belfry.server.config;

import java.util.OptionalInt;

/**
 * Where operators look.
 *
 * <p>Thread: immutable.
 *
 * @param host address to bind, the loopback one by default
 * @param port port to bind, 0 for any free one; empty for no operations port
 */
public record OperationsConfig(String host, OptionalInt port) {}
