package io.belfry.spring.embedded;

import java.io.Serial;
import java.util.List;

/**
 * A server that cannot be had in this application; {@link EmbeddedFailureAnalyzer} prints it.
 *
 * <p>Thread: immutable.
 */
final class EmbeddedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  EmbeddedException(List<String> problems) {
    super(String.join("\n", problems));
  }

  EmbeddedException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
