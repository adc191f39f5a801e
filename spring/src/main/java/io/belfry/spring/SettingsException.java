package io.belfry.spring;

import java.io.Serial;
import java.util.List;

/**
 * Properties that no app can be reached with; {@link SettingsFailureAnalyzer} prints it.
 *
 * <p>Thread: immutable.
 */
final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  SettingsException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
