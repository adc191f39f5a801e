/**
 * What proxies in front say of the client: the PROXY header at the beginning of a connection, and
 * the forwarded fields of a request.
 */
@NullMarked
package io.belfry.server.net.proxy;

import org.jspecify.annotations.NullMarked;
