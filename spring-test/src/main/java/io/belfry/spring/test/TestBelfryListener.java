package io.belfry.spring.test;

import io.belfry.junit.TestBelfry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Undoes after each test what it did to the server of its context.
 *
 * <p>Thread: that of the test.
 *
 * @see "rule HTTP-248"
 */
final class TestBelfryListener implements TestExecutionListener {
  /** A context that is kept hears meanwhile what servers of other contexts log. */
  @Override
  public void beforeTestMethod(TestContext test) {
    server(test).ifUnique(TestBelfry::forgetErrors);
  }

  @Override
  public void afterTestMethod(TestContext test) {
    server(test).ifUnique(TestBelfry::reset);
  }

  private static ObjectProvider<TestBelfry> server(TestContext test) {
    return test.hasApplicationContext()
        ? test.getApplicationContext().getBeanProvider(TestBelfry.class)
        : new StaticListableBeanFactory().getBeanProvider(TestBelfry.class);
  }
}
