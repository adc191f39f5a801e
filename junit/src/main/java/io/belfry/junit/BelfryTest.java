package io.belfry.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a server, or one test a server of its own: a parameter of type {@link
 * TestBelfry} is it. On a class it is started before its first test and ends after its last;
 * between two tests faults are undone and the test's clients are closed. Each class has another
 * server, so classes may run side by side.
 *
 * <pre>{@code
 * @BelfryTest(app = "watchlist: {enabled: true}")
 * class OrdersTest {
 *   @Test void givenAnOrder_itsCustomerHearsOfIt(TestBelfry belfry) {
 *     belfry.signIn("ada");
 *     new Orders(belfry.pusher()).ship("ada", 7);
 *     belfry.assertDelivered("order-shipped").to("ada");
 *   }
 * }
 * }</pre>
 *
 * <p>The test fails when the server has logged an error, or a buffer of it was lost, unless {@link
 * TestBelfry#allowErrors} was called. That is seen where Logback or {@code java.util.logging}
 * stands behind SLF4J, and where several servers run at once it fails the tests of all of them.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(BelfryExtension.class)
public @interface BelfryTest {
  /**
   * Settings of its app, one line each, as they stand below an app in a configuration file. Client
   * events are on unless a line says otherwise.
   */
  String[] app() default {};

  /**
   * What prepares the server further, such as hooks; made by their constructor without parameters.
   */
  Class<? extends ServerSetup>[] setup() default {};

  /** The longest that an assertion waits, in milliseconds. */
  long patienceMillis() default 5_000;
}
