/**
 * JMH benches, one class for each step of a message's way. Run by {@code bench/run micro}; nobody
 * else calls them.
 */
@NullMarked
package io.belfry.bench;

import org.jspecify.annotations.NullMarked;
