package io.belfry.server.shutout;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ShutoutsTest {
  private static final UserId ADA = new UserId("ada");

  private final Shutouts shutouts = new Shutouts();

  @Test
  @Tag("USR-045")
  void givenABlockThatIsOverAndNotForgottenYet_aRevokedLoginSessionIsRefusedAllTheSame() {
    Revocation revocation =
        new Revocation("1", "r-1", new Revoked.LoginSession("web-1"), 0, 1_000, false, null);
    shutouts.put(new Block("1", ADA, 0, 10, null));
    shutouts.put(revocation);

    assertThat(shutouts.find("1", ADA, "web-1", 10)).contains(revocation);
    assertThat(shutouts.find("1", ADA, "web-2", 10)).isEmpty();
  }

  @Test
  @Tag("USR-030")
  @Tag("USR-033")
  void givenAnotherListOfThem_itTakesThePlaceOfTheFirstAndIsForgottenWhenItIsOver() {
    Block first = new Block("1", ADA, 0, 1_000, null);
    Block later = new Block("1", ADA, 5, 2_000, "again");
    Block gone = new Block("1", new UserId("bob"), 0, 1_000, null);
    Block ofAnotherApp = new Block("2", ADA, 0, 1_000, null);
    List.of(first, gone, ofAnotherApp).forEach(shutouts::put);

    assertThat(shutouts.replace("1"::equals, List.of(later))).containsExactly(later);

    assertThat(shutouts.all(app -> true)).containsExactlyInAnyOrder(later, ofAnotherApp);
    assertThat(shutouts.find("1", ADA, null, 1_500)).contains(later);
    shutouts.forgetEnded(1_999);
    assertThat(shutouts.all(app -> true)).containsExactly(later);
    shutouts.forgetEnded(2_000);
    assertThat(shutouts.all(app -> true)).isEmpty();
    assertThat(shutouts.blocks("1")).isZero();
  }
}
