package io.belfry.server.socket;

import org.jspecify.annotations.Nullable;

/**
 * Libraries with peculiarities that need an answer of their own. What a client says of itself is
 * never trusted for anything else; it only leaves out optional frames.
 *
 * <p>Thread: immutable.
 */
enum ClientLibrary {
  /**
   * The official Java client: it would try to decrypt a subscription error on an encrypted channel,
   * and throw.
   */
  JAVA_CLIENT,
  /** Any other. */
  OTHER;

  /** The library that calls itself so in the URL. */
  static ClientLibrary of(@Nullable String client) {
    return "java-client".equals(client) ? JAVA_CLIENT : OTHER;
  }
}
