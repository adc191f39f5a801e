package io.belfry.client.internal;

/**
 * What both sign-in and subscriptions work with.
 *
 * <p>Thread: immutable.
 *
 * @param loop the owner thread
 * @param authCalls fetches tokens
 * @param outbound the way to the server
 * @param callbacks the way to the application
 */
record Parts(Loop loop, AuthCalls authCalls, Outbound outbound, Callbacks callbacks) {}
