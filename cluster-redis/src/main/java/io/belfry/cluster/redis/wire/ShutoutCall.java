package io.belfry.cluster.redis.wire;

/**
 * What is done at the engine with somebody who is shut out; all nodes are told in the same call.
 *
 * <p>Thread: immutable; bytes must not be written to.
 *
 * @param appId app of whoever it is
 * @param key which one of the app's
 * @param untilMillis when it ends, in Unix milliseconds
 * @param text what is kept; empty for nothing any more
 * @param order tells the nodes; empty where they know
 * @see "rules USR-032, CLU-012"
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ShutoutCall(String appId, String key, long untilMillis, byte[] text, byte[] order) {}
