package io.belfry.server.shutout;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
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
}
