package io.belfry.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * Bodies of requests, as the libraries write them.
 *
 * <p>Thread: immutable.
 */
final class Bodies {
  private static final String DATA = "{\\\"order\\\":\\\"" + "x".repeat(180) + "\\\"}";

  /** One event for one channel. */
  static final byte[] EVENT =
      bytes("{\"name\":\"order-shipped\",\"channels\":[\"orders\"],\"data\":\"" + DATA + "\"}");

  /** Ten events. */
  static final byte[] BATCH =
      bytes(
          "{\"batch\":["
              + String.join(
                  ",",
                  Collections.nCopies(
                      10,
                      "{\"name\":\"order-shipped\",\"channel\":\"orders\",\"data\":\""
                          + DATA
                          + "\"}"))
              + "]}");

  private Bodies() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
