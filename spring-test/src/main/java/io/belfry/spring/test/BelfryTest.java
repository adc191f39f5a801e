package io.belfry.spring.test;

import io.belfry.junit.ServerSetup;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;

/**
 * Starts the application with the real server, and leads it there: {@link SpringBootTest} with
 * {@link AutoConfigureBelfry}. The server is a bean of type {@link io.belfry.junit.TestBelfry}.
 *
 * <pre>{@code
 * @BelfryTest
 * class OrdersTest {
 *   @Autowired TestBelfry belfry;
 *   @Autowired Orders orders;
 *
 *   @Test void givenAnOrder_itsCustomerHearsOfIt() {
 *     belfry.signIn("ada");
 *     orders.ship(7, "ada");
 *     belfry.assertDelivered("order-shipped").to("ada");
 *   }
 * }
 * }</pre>
 *
 * @see "rule HTTP-248"
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest
@AutoConfigureBelfry
public @interface BelfryTest {
  /** Properties of the application, as {@code key=value}. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "properties")
  String[] properties() default {};

  /** What configures the application; by default its class with {@code @SpringBootApplication}. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
  Class<?>[] classes() default {};

  /** How the application's own pages are served; on a free port, so that clients reach them. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "webEnvironment")
  WebEnvironment webEnvironment() default WebEnvironment.RANDOM_PORT;

  /** As {@link AutoConfigureBelfry#app}. */
  @AliasFor(annotation = AutoConfigureBelfry.class, attribute = "app")
  String[] app() default {};

  /** As {@link AutoConfigureBelfry#setup}. */
  @AliasFor(annotation = AutoConfigureBelfry.class, attribute = "setup")
  Class<? extends ServerSetup>[] setup() default {};
}
