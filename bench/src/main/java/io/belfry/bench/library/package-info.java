/**
 * What the Java libraries cost beside the official ones: each side in a process of its own, by
 * turns, in front of the same server. Nobody calls it but {@code bench/run libraries}.
 */
@NullMarked
package io.belfry.bench.library;

import org.jspecify.annotations.NullMarked;
