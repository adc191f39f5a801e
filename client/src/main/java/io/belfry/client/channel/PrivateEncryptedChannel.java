package io.belfry.client.channel;

/**
 * A channel whose payloads only the application and its clients can read: not the server, which
 * passes them on as they are. Names of events are not encrypted. It offers no client events.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules CL-017, CL-022"
 */
public interface PrivateEncryptedChannel extends Channel {}
