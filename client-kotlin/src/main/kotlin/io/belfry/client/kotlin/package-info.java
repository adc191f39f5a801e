/**
 * Flows of events and states, and calls that suspend, over the Java client. Flows may be collected
 * on any thread; the listener thread of the client never waits for a collector.
 */
@org.jspecify.annotations.NullMarked
package io.belfry.client.kotlin;
