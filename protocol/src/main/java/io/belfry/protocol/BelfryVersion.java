package io.belfry.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * The version of this library, which a server is told on connecting.
 *
 * <p>Thread: immutable.
 */
final class LibraryVersion {
  static final String TEXT = read();

  private LibraryVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
