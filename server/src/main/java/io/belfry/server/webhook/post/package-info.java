/**
 * Posts one request to an endpoint of an app: signs it, judges where it goes, and says what came of
 * it. The one package that knows the HTTP client.
 *
 * <p>Thread: thread-safe; each request has a virtual thread of its own.
 */
@org.jspecify.annotations.NullMarked
package io.belfry.server.webhook.post;
