package io.belfry.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class the {@link Chromium} that all classes of a run share: starting one costs more
 * than most tests. It closes with the run.
 *
 * <p>Thread: confined to the thread that runs the tests.
 */
final class ChromiumOfTheRun implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ChromiumOfTheRun.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Chromium.class;
  }

  @Override
  public Chromium resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Chromium.class, unused -> Chromium.start(), Chromium.class);
  }
}
