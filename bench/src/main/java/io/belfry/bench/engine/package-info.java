/**
 * What the calls of a cluster cost the engine: real scripts in a real Redis, written as nodes write
 * them, with somebody at each inbox. Nobody calls it but {@code bench/run engine}. One thread asks;
 * another for each inbox reads.
 */
@NullMarked
package io.belfry.bench.engine;

import org.jspecify.annotations.NullMarked;
