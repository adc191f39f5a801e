package io.belfry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The pusher-js that the demo page runs.
 *
 * <p>Thread: stateless.
 */
final class PusherJs {
  private PusherJs() {}

  static String version() {
    try (InputStream in = PusherJs.class.getResourceAsStream("pusher-js.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("pusher-js.properties is missing in the jar.", e);
    }
  }
}
