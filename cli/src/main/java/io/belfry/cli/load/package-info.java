/**
 * A small load test: opens many connections, publishes at a steady pace and counts what arrives,
 * message by message. {@code LoadCommand} calls it; one event loop does all of it, so nothing here
 * takes a lock.
 */
@NullMarked
package io.belfry.cli.load;

import org.jspecify.annotations.NullMarked;
