package io.belfry.client;

import io.belfry.protocol.BelfryVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
