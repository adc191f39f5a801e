package io.belfry.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * The version of Belfry, which server and libraries share and tell each other.
 *
 * <p>Thread: immutable.
 */
public final class BelfryVersion {
  /** Such as {@code 0.1.0}; {@code unknown} where a repackaged library has lost it. */
  public static final String TEXT = read();

  private BelfryVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = BelfryVersion.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
