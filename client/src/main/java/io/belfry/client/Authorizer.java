package io.belfry.client;

/**
 * Former name of {@link ChannelAuthorizer}, kept for programs that move over. New code uses that
 * one.
 */
@FunctionalInterface
public interface Authorizer extends ChannelAuthorizer {}
