package io.belfry.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in words why an application does not start with its properties {@code belfry.*}.
 *
 * <p>Thread: stateless.
 */
final class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SettingsException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct these properties, in application.properties or as variables such as BELFRY_URL. A"
            + " test that needs no server sets belfry.enabled=false, or brings a Pusher of its own.",
        cause);
  }
}
