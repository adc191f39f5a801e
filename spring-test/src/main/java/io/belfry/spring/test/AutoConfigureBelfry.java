package io.belfry.spring.test;

import io.belfry.junit.ServerSetup;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application context of a test the real server, as a bean of type {@link
 * io.belfry.junit.TestBelfry}, and leads the application there: {@code belfry.url}, {@code app-id},
 * {@code key} and {@code secret} are the server's, and one inside of the application stays away.
 *
 * <p>The server lives as long as the context, which Spring keeps for all tests with the same
 * configuration. After each test what it did is undone, and the test fails when the server has
 * logged an error.
 *
 * @see "rule HTTP-248"
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AutoConfigureBelfry {
  /**
   * Settings of its app, one line each, as they stand below an app in a configuration file. Client
   * events are on unless a line says otherwise.
   */
  String[] app() default {};

  /**
   * What prepares the server further, such as hooks; made by their constructor without parameters.
   */
  Class<? extends ServerSetup>[] setup() default {};
}
