/** TLS between the sockets of a port and everything else. */
@NullMarked
package io.belfry.server.net.tls;

import org.jspecify.annotations.NullMarked;
