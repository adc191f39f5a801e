package io.belfry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this build.
 *
 * <p>Thread: stateless.
 */
final class Version {
  private Version() {}

  static String text() {
    return property("version");
  }

  /** The pusher-js that the demo page runs. */
  static String pusherJs() {
    return property("pusher-js");
  }

  private static String property(String name) {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty(name, "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties is missing in the jar.", e);
    }
  }
}
