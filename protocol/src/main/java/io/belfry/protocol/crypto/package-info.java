/**
 * What encrypted channels need: the master key of an application, the secret of one channel, and
 * the box that its events travel in. The server never uses it. {@link
 * io.belfry.protocol.crypto.SecretBox} alone needs the library Bouncy Castle at run time. All types
 * are immutable and may be used by any thread.
 */
package io.belfry.protocol.crypto;
