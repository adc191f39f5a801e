package io.belfry.spring.test;

import io.belfry.junit.TestBelfry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The test of the page about Spring Boot. */
@Tag("HTTP-248")
// snippet: spring-test
@BelfryTest
class OrdersTest {
  @Autowired private TestBelfry belfry;
  @Autowired private Orders orders;

  @Test
  void givenAnOrderThatIsShipped_itsCustomerHearsOfItOnce() {
    belfry.signIn("ada");

    orders.ship(7, "ada");

    belfry.assertDelivered("order-shipped").withData("{\"order\":7}").to("ada");
    belfry.assertNothingMoreTo("ada");
  }
}

// end
