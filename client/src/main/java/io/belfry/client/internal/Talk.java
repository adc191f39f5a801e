package io.belfry.client.internal;

/**
 * Whom a connection talks to.
 *
 * <p>Thread: immutable.
 *
 * @param callbacks hears of states and errors
 * @param outbound given the way out while connected
 * @param session hears of connections and messages
 */
record Talk(Callbacks callbacks, Outbound outbound, Session session) {}
