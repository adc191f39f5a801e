package io.belfry.cluster.redis.wire;

import java.util.List;

/**
 * Who is shut out in the apps of a partition, as the engine keeps it.
 *
 * <p>Thread: immutable; bytes must not be written to.
 *
 * @param changes how many changes were ever made; fewer than before where the engine has lost them
 * @param texts one for each
 */
public record KeptTexts(long changes, List<byte[]> texts) {}
