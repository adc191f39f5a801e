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
  /** The JavaScript client: it hands on events that it does not know. */
  JS,
  /** The Java client of this project. */
  BELFRY_JAVA,
  /** Any other. */
  OTHER;

  /** Whether it does something with the news that its sign-in expires (rule USR-042). */
  boolean canRenew() {
    return this == JS || this == BELFRY_JAVA;
  }

  /** The library that calls itself so in the URL. */
  static ClientLibrary of(@Nullable String client) {
    if (client == null) {
      return OTHER;
    }
    return switch (client) {
      case "java-client" -> JAVA_CLIENT;
      case "js" -> JS;
      case "belfry-java" -> BELFRY_JAVA;
      default -> OTHER;
    };
  }
}
