package io.belfry.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.bench.SessionHeap.Cost;
import io.belfry.bench.SessionHeap.Crowd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What sessions keep on the heap: objects that a full collection leaves, counted by class. */
class SessionHeapTest {
  private static final String SIGN_INS = "io.belfry.server.(user|cluster|shutout)..*";
  private static final String OF_A_SIGN_IN =
      "io.belfry.(protocol.(UserId|SessionTerms)|server.socket.(Identity|Expiry|Denials))";

  @Test
  @Tag("USR-080")
  void givenAFurtherSessionOfAUser_whichSaysAll_itTakesNoMoreThanPromised() {
    Cost cost = SessionHeap.of(Crowd.FURTHER, Saying.DESCRIBED);

    assertThat(Cost.sum(cost.session())).as("%s", cost.session()).isBetween(0.0, 200.0);
  }

  @Test
  @Tag("USR-080")
  void givenTheFirstSessionOfAUser_itTakesNoMoreThanPromisedWithAllThatIsKeptOfTheUser() {
    Cost cost = SessionHeap.of(Crowd.USERS, Saying.PLAIN);

    assertThat(Cost.sum(cost.session())).as("%s", cost.session()).isBetween(0.0, 200.0);
  }

  @Test
  @Tag("USR-080")
  void givenAConnectionThatDoesNotSignIn_nothingOfASignInIsKeptForIt() {
    Cost cost = SessionHeap.of(Crowd.USERS, Saying.PLAIN);

    assertThat(cost.connection())
        .containsKey("io.belfry.server.socket.Connection")
        .allSatisfy(
            (name, bytes) -> {
              if (name.matches(SIGN_INS) || name.matches(OF_A_SIGN_IN)) {
                assertThat(bytes).as(name).isZero();
              }
            });
    assertThat(cost.session()).containsKey("io.belfry.server.socket.Identity");
  }
}
