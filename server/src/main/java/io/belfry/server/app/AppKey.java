package io.belfry.server.app;

import io.belfry.protocol.sign.Secret;

/**
 * One key of an app with its secret. An app has several while it changes from one to the next.
 *
 * <p>Thread: immutable.
 *
 * @param key public name
 * @param secret what signs
 * @param active whether it is accepted
 */
public record AppKey(String key, Secret secret, boolean active) {}
