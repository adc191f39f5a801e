/**
 * Publishers of events and states over the Java client, for Reactor, RxJava, Mutiny and whatever
 * else speaks the reactive streams of the JDK. A subscriber is bound while it is subscribed; the
 * listener thread of the client never waits for one.
 */
@org.jspecify.annotations.NullMarked
package io.belfry.client.flow;
