/**
 * Certificates and keys out of files: what a server proves itself with.
 *
 * <p>It knows nothing of sockets, and of all libraries the JDK's alone.
 */
@NullMarked
package io.belfry.server.certificate;

import org.jspecify.annotations.NullMarked;
