package io.belfry.cluster.redis;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Tests in front of an engine, which their constructor is given the kind of. It is Redis; where
 * they are tagged {@code sdk} it is Valkey, which is installed as SDKs of other languages are. Each
 * test starts what it needs; since most of its time is waiting for that, some run at a time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ParameterizedClass
@Execution(ExecutionMode.CONCURRENT)
@ArgumentsSource(OnEngine.Kinds.class)
public @interface OnEngine {
  /** The kind for a test. */
  final class Kinds implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext test) {
      return Stream.of(
          Arguments.of(test.getTags().contains("sdk") ? EngineKind.VALKEY : EngineKind.REDIS));
    }
  }
}
