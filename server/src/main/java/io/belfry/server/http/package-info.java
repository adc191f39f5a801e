/**
 * The words of HTTP that ports, fallback transports and the API have in common: a request, what its
 * head comes to, the response, and a refusal. Knows nothing of what is asked for or of Netty;
 * called on any thread.
 */
@NullMarked
package io.belfry.server.http;

import org.jspecify.annotations.NullMarked;
