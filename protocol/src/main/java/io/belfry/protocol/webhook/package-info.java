/**
 * What an application is told by webhooks, on both sides of the wire: the server writes it, the
 * libraries read it.
 *
 * <p>Thread: immutable values.
 */
@org.jspecify.annotations.NullMarked
package io.belfry.protocol.webhook;
