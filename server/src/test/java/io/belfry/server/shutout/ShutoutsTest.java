package io.belfry.server.shutout;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ShutoutsTest {
  private static final UserId ADA = new UserId("ada");

  private static final IssuedToken NEW = new IssuedToken("t-1", 5_000);

  private final Shutouts shutouts = new Shutouts();

  private record Claim(UserId user, @Nullable String login, @Nullable IssuedToken token)
      implements SigninClaim {}

  private static Revocation revocation(String id, Revoked revoked, long until) {
    return new Revocation("1", id, revoked, 0, until, false, null);
  }

  private Optional<Shutout> ofAda(IssuedToken token, long nowMillis) {
    return shutouts.find("1", new Claim(ADA, null, token), nowMillis);
  }

  @Test
  @Tag("USR-045")
  void givenABlockThatIsOverAndNotForgottenYet_aRevokedLoginSessionIsRefusedAllTheSame() {
    Revocation revocation =
        new Revocation("1", "r-1", new Revoked.LoginSession("web-1"), 0, 1_000, false, null);
    shutouts.put(new Block("1", ADA, 0, 10, null));
    shutouts.put(revocation);

    assertThat(shutouts.find("1", new Claim(ADA, "web-1", null), 10)).contains(revocation);
    assertThat(shutouts.find("1", new Claim(ADA, "web-2", null), 10)).isEmpty();
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
    assertThat(shutouts.find("1", new Claim(ADA, null, null), 1_500)).contains(later);
    shutouts.forgetEnded(1_999);
    assertThat(shutouts.all(app -> true)).containsExactly(later);
    shutouts.forgetEnded(2_000);
    assertThat(shutouts.all(app -> true)).isEmpty();
    assertThat(shutouts.blocks("1")).isZero();
  }

  @Test
  @Tag("USR-045")
  void givenARevokedToken_itIsRefusedWhoeverBringsItAndNoOther() {
    Revocation early = revocation("r-1", new Revoked.Token("t-1"), 1_000);
    Revocation late = revocation("r-2", new Revoked.Token("t-1"), 2_000);
    shutouts.put(late);
    shutouts.put(early);

    assertThat(ofAda(NEW, 1_999)).contains(late);
    assertThat(shutouts.find("1", new Claim(new UserId("bob"), null, NEW), 10)).contains(late);
    assertThat(shutouts.find("2", new Claim(ADA, null, NEW), 10)).isEmpty();
    assertThat(ofAda(new IssuedToken("t-2", 5_000), 10)).isEmpty();
    assertThat(ofAda(new IssuedToken(null, 5_000), 10)).isEmpty();
    assertThat(shutouts.find("1", new Claim(ADA, "t-1", null), 10)).isEmpty();
    shutouts.forgetEnded(1_500);
    assertThat(ofAda(NEW, 1_500)).contains(late);
    assertThat(ofAda(NEW, 2_000)).isEmpty();
    shutouts.forgetEnded(2_000);
    assertThat(ofAda(NEW, 1_500)).isEmpty();
  }

  @Test
  @Tag("USR-045")
  void givenRevocationsOfAUsersTokensByAge_theLatestTimeCountsUntilTheLastIsOver() {
    Revocation first = revocation("r-1", new Revoked.IssuedBefore(ADA, 5_001), 10_000);
    Revocation second = revocation("r-2", new Revoked.IssuedBefore(ADA, 1_000), 11_000);
    shutouts.put(first);
    shutouts.put(second);

    assertThat(ofAda(NEW, 10)).contains(second);
    assertThat(ofAda(new IssuedToken("t-1", 5_001), 10)).isEmpty();
    assertThat(shutouts.find("1", new Claim(ADA, "web-1", null), 10)).isEmpty();
    assertThat(shutouts.find("1", new Claim(new UserId("bob"), null, NEW), 10)).isEmpty();
    shutouts.forgetEnded(10_000);
    assertThat(ofAda(NEW, 10_500)).contains(second);
    shutouts.forgetEnded(11_000);
    assertThat(ofAda(NEW, 10_500)).isEmpty();
  }

  @Test
  @Tag("USR-031")
  void givenABlockAndRevocations_theBlockIsLookedAtFirstAndNothingHidesWhatIsInForce() {
    Revocation login = revocation("r-1", new Revoked.LoginSession("web-1"), 100);
    Revocation token = revocation("r-2", new Revoked.Token("t-1"), 200);
    Revocation age = revocation("r-3", new Revoked.IssuedBefore(ADA, 6_000), 300);
    Block block = new Block("1", ADA, 0, 50, null);
    shutouts.put(age);
    shutouts.put(token);
    shutouts.put(login);
    shutouts.put(block);
    Claim claim = new Claim(ADA, "web-1", NEW);

    assertThat(shutouts.find("1", claim, 49)).contains(block);
    assertThat(shutouts.find("1", claim, 50)).contains(login);
    assertThat(shutouts.find("1", claim, 100)).contains(token);
    assertThat(shutouts.find("1", claim, 200)).contains(age);
    assertThat(shutouts.find("1", claim, 300)).isEmpty();
  }
}
