/**
 * A server for tests. {@link io.belfry.junit.BelfryTest} gives a test class or method a {@link
 * io.belfry.junit.TestBelfry}; whoever has no JUnit extension starts one by hand. For tests alone:
 * its secrets are in the test's hands and it listens on the loopback address.
 */
@NullMarked
package io.belfry.junit;

import org.jspecify.annotations.NullMarked;
