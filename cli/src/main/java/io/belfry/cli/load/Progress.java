package io.belfry.cli.load;

/**
 * How a load test stands, once a second.
 *
 * <p>Thread: immutable.
 *
 * @param seconds since the start
 * @param present connections that stand
 * @param published events taken in the last second
 * @param delivered messages that arrived in the last second
 * @param recent latency of those
 * @param faults all that went wrong since the start
 */
public record Progress(
    long seconds, int present, long published, long delivered, Latency recent, long faults) {}
