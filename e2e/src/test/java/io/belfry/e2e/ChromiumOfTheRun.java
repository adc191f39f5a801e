package io.belfry.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class the {@link Chromium} that all classes of a process share: starting one costs
 * more than most tests. It goes with the process, since to JUnit each class is a run of its own
 * where Maven spreads them over processes.
 *
 * <p>Thread: confined to the thread that runs the tests.
 */
final class ChromiumOfTheRun implements ParameterResolver {
  // Made for the first class.
  private static final class Made {
    private static final Chromium CHROMIUM = Chromium.start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(CHROMIUM::close, "chromium-ends"));
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Chromium.class;
  }

  @Override
  public Chromium resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return Made.CHROMIUM;
  }
}
