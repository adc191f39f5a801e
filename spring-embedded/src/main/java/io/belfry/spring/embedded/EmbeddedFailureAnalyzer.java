package io.belfry.spring.embedded;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in words why an application does not start with a server inside.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-241"
 */
final class EmbeddedFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, EmbeddedException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct this, in application.properties or as variables such as BELFRY_EMBEDDED_PORT."
            + " belfry.embedded.enabled=false leaves the server out.",
        cause);
  }
}
