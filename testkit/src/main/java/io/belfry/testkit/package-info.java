/**
 * Time by hand: a clock and a scheduler that move only when the test says so. For tests of every
 * module; all types are thread-safe.
 */
package io.belfry.testkit;
