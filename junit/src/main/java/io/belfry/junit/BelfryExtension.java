package io.belfry.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Starts and ends the servers of {@link BelfryTest}, which brings it along.
 *
 * <p>Thread: those of JUnit.
 */
public final class BelfryExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {
  private static final Namespace HERE = Namespace.create(BelfryExtension.class);
  private static final String SERVER = "server";

  /** For JUnit. */
  public BelfryExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    if (server(context).isEmpty()) {
      start(
          context,
          AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BelfryTest.class));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    start(
        context,
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), BelfryTest.class));
  }

  private static void start(ExtensionContext context, Optional<BelfryTest> wanted) {
    wanted.ifPresent(
        annotation -> {
          // One that was asked for by a constructor is there already.
          if (own(context) == null) {
            store(context).put(own(context.getUniqueId()), started(annotation));
          }
        });
  }

  private static TestBelfry started(BelfryTest annotation) {
    List<ServerSetup> setups = new ArrayList<>();
    for (Class<? extends ServerSetup> setup : annotation.setup()) {
      setups.add(ReflectionSupport.newInstance(setup));
    }
    return TestBelfry.start(
        List.of(annotation.app()), Duration.ofMillis(annotation.patienceMillis()), setups);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestBelfry own = own(context);
    if (own != null) {
      store(context).remove(own(context.getUniqueId()));
      own.close();
    } else {
      server(context).ifPresent(TestBelfry::reset);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestBelfry own = own(context);
    if (own != null) {
      store(context).remove(own(context.getUniqueId()));
      own.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestBelfry.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context)
        .orElseGet(
            () -> {
              // The constructor of a class with one instance for all tests comes before beforeAll.
              beforeAll(context);
              return server(context).orElseThrow();
            });
  }

  /** The server of this context or of the closest around it. */
  private static Optional<TestBelfry> server(ExtensionContext context) {
    Optional<ExtensionContext> here = Optional.of(context);
    while (here.isPresent()) {
      TestBelfry own = own(here.get());
      if (own != null) {
        return Optional.of(own);
      }
      here = here.get().getParent();
    }
    return Optional.empty();
  }

  private static @Nullable TestBelfry own(ExtensionContext context) {
    return store(context).get(own(context.getUniqueId()), TestBelfry.class);
  }

  // A store looks into those around it as well, so each has a name of its own.
  private static String own(String context) {
    return SERVER + " of " + context;
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(HERE);
  }
}
