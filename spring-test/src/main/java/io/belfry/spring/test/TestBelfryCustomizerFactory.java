package io.belfry.spring.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds who wants a server.
 *
 * <p>Thread: stateless.
 */
final class TestBelfryCustomizerFactory implements ContextCustomizerFactory {
  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
    AutoConfigureBelfry wanted =
        TestContextAnnotationUtils.findMergedAnnotation(testClass, AutoConfigureBelfry.class);
    return wanted == null
        ? null
        : new TestBelfryCustomizer(List.of(wanted.app()), List.of(wanted.setup()));
  }
}
