package io.belfry.client.channel;

/** A channel whose payloads only the application can read. This version does not offer it yet. */
public interface PrivateEncryptedChannel extends Channel {}
