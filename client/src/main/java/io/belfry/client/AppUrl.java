package io.belfry.client;

import io.belfry.client.internal.UrlText;
import io.belfry.protocol.BelfryVersion;

/** The URL that a client of an app opens. */
final class AppUrl {
  private AppUrl() {}

  /**
   * That URL.
   *
   * @param base scheme, host, port and what stands before {@code /app}
   */
  static String of(String base, String apiKey) {
    return base
        + "/app/"
        + encoded(apiKey)
        + "?protocol=7&client=belfry-java&version="
        + encoded(BelfryVersion.TEXT);
  }

  private static String encoded(String text) {
    return UrlText.encoded(text).replace("+", "%20");
  }
}
