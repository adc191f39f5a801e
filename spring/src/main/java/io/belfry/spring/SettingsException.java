package io.belfry.spring;

import java.io.Serial;
import java.util.List;

/**
 * Properties or beans that cannot work; {@link SettingsFailureAnalyzer} prints it.
 *
 * <p>Thread: immutable.
 */
final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String action;

  SettingsException(List<String> problems) {
    this(
        String.join("\n", problems),
        "Correct these properties, in application.properties or as variables such as BELFRY_URL. A"
            + " test that needs no server sets belfry.enabled=false, or brings a Pusher of its own.");
  }

  SettingsException(String problem, String action) {
    super(problem);
    this.action = action;
  }

  /** What to do. */
  String action() {
    return action;
  }
}
