package io.belfry.junit;

import org.jspecify.annotations.Nullable;

/**
 * An event that was written to a client.
 *
 * <p>Thread: immutable.
 *
 * @param socketId connection
 * @param user who was signed in on it then; null for nobody
 * @param channel channel of the event; null for none
 * @param event name
 * @param data payload as text
 */
public record Delivery(
    String socketId, @Nullable String user, @Nullable String channel, String event, String data) {}
