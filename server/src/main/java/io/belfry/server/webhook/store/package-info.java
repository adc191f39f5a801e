/**
 * Where what an application is to be told is kept until it has been told: extension point.
 *
 * <p>Thread: a store is asked by one thread, that of the webhooks.
 */
@org.jspecify.annotations.NullMarked
package io.belfry.server.webhook.store;
