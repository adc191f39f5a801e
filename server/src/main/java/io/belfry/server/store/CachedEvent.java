package io.belfry.server.store;

/**
 * The last event that the application published to a cache channel.
 *
 * <p>Thread: immutable; {@code text} must not be written to.
 *
 * @param text UTF-8 text of its message, as subscribers got it
 * @param version which publication to the channel it was; a later one has a greater number
 * @param secondsLeft whole seconds until it is forgotten, at least 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record CachedEvent(byte[] text, long version, long secondsLeft) {}
