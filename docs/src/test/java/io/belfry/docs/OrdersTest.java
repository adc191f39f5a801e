package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.junit.BelfryTest;
import io.belfry.junit.TestBelfry;
import io.belfry.junit.TestClient;
import io.belfry.rest.Pusher;
import java.time.Duration;
import org.junit.jupiter.api.Test;

// snippet: junit-orders
@BelfryTest
class OrdersTest {
  @Test
  void givenAnOrderThatIsShipped_itsCustomerHearsOfItOnceAndNobodyElse(TestBelfry belfry) {
    belfry.signIn("ada");
    belfry.signIn("bob");

    new Orders(belfry.pusher()).ship(7, "ada");

    belfry.assertDelivered("order-shipped").withData("{\"order\":7}").to("ada");
    belfry.assertNothingMoreTo("ada");
    belfry.assertNothingMoreTo("bob");
  }

  // end

  /** The program under test. */
  private record Orders(Pusher pusher) {
    void ship(int order, String customer) {
      pusher.sendToUser(customer, "order-shipped", "{\"order\":" + order + "}");
    }
  }

  // snippet: junit-faults
  @Test
  void givenAServerThatGoesAndComesBack_theNextOrderArrives(TestBelfry belfry) {
    TestClient ada = belfry.signIn("ada");
    belfry.dropNode();
    assertThat(ada.closeCode()).isEqualTo(1006);

    belfry.restart();
    belfry.signIn("ada");
    new Orders(belfry.pusher()).ship(8, "ada");
    belfry.assertDelivered("order-shipped").to("ada");
  }

  @Test
  void givenTwoMinutesAndALostSocket_onlyTheLostOneIsGone(TestBelfry belfry) {
    TestClient ada = belfry.signIn("ada");
    TestClient phone = belfry.signIn("ada");
    belfry.clock().advance(Duration.ofMinutes(2));
    belfry.cut(phone);
    belfry.awaitConnections(1);

    new Orders(belfry.pusher()).ship(9, "ada");
    belfry.assertDelivered("order-shipped").to(ada);
  }
  // end
}
