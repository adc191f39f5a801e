/**
 * The runner: the packaged server and the floor under the same load, in turns, and the page that
 * tells what came out. Nobody calls it but {@code bench/run}. One thread does everything.
 */
@NullMarked
package io.belfry.bench.run;

import org.jspecify.annotations.NullMarked;
