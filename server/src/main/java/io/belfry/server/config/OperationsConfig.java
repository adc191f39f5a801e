package io.belfry.server.config;

import java.util.OptionalInt;

/**
 * Where operators look.
 *
 * <p>Thread: immutable.
 *
 * @param host address to bind, the loopback one by default
 * @param port port to bind, 0 for any free one; empty for no operations port
 * @param logsEveryRefusal whether the log has each refusal, and not one of a kind with a count
 */
public record OperationsConfig(String host, OptionalInt port, boolean logsEveryRefusal) {}
