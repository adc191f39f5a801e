package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import io.belfry.server.store.ShutoutStore;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ShutoutStore} has to keep. The test of an implementation extends it and says
 * how an empty one is made.
 *
 * <p>Thread: that of the test.
 */
public abstract class ShutoutStoreContract {
  private static final long NOW = 1_795_394_431_000L;
  private static final long UNTIL = NOW + 60_000;
  private static final Shutout BLOCK = new Block("1", new UserId("u7"), NOW, UNTIL, "Späm \"1\"");
  private static final Shutout OF_ANOTHER_APP = new Block("2", new UserId("u7"), NOW, UNTIL, null);
  private static final Shutout OF_LOGIN =
      new Revocation(
          "1", "r-1", new Revoked.LoginSession("web-51"), NOW, UNTIL, true, "Signed out");
  private static final Shutout OF_TIME =
      new Revocation(
          "1", "r-2", new Revoked.IssuedBefore(new UserId("u7"), NOW - 1), NOW, UNTIL, false, null);
  private static final Shutout OF_TOKEN =
      new Revocation("1", "r-3", new Revoked.Token("t-Ä 1"), NOW, UNTIL, false, null);

  private ShutoutStore store = ShutoutStore.inMemory();

  /** For implementations. */
  protected ShutoutStoreContract() {}

  /** An empty store, not open yet. */
  protected abstract ShutoutStore empty();

  @BeforeEach
  final void begin() {
    store.close();
    store = empty();
  }

  @AfterEach
  final void end() {
    store.close();
  }

  @Test
  @Tag("USR-032")
  @Tag("USR-046")
  void givenSomeOfEachKind_theyAreAllThereAsTheyWere() throws IOException {
    assertThat(store.all(NOW)).isEmpty();

    store.put(BLOCK);
    store.put(OF_ANOTHER_APP);
    store.put(OF_LOGIN);
    store.put(OF_TIME);
    store.put(OF_TOKEN);

    assertThat(store.all(NOW))
        .containsExactlyInAnyOrder(BLOCK, OF_ANOTHER_APP, OF_LOGIN, OF_TIME, OF_TOKEN);
  }

  @Test
  @Tag("USR-030")
  void givenAnotherOfTheSameKey_itTakesThePlaceOfTheFirst() throws IOException {
    Shutout later = new Block("1", new UserId("u7"), NOW + 5, UNTIL + 5, null);
    store.put(BLOCK);

    store.put(later);

    assertThat(store.all(NOW)).containsExactly(later);
  }

  @Test
  void givenOneThatIsTakenOut_theOthersStay() throws IOException {
    store.put(BLOCK);
    store.put(OF_ANOTHER_APP);

    store.remove("1", BLOCK.key());
    store.remove("1", "bnobody");

    assertThat(store.all(NOW)).containsExactly(OF_ANOTHER_APP);
  }

  @Test
  @Tag("USR-033")
  void givenOneThatIsOver_itIsForgotten() throws IOException {
    store.put(BLOCK);

    assertThat(store.all(UNTIL - 1)).containsExactly(BLOCK);
    assertThat(store.all(UNTIL)).isEmpty();
  }

  @Test
  void givenNothingButOwnChanges_nobodyElseHasChangedAnything() throws IOException {
    store.put(BLOCK);
    store.changedElsewhere(NOW);

    store.put(OF_LOGIN);
    store.remove("1", BLOCK.key());

    assertThat(store.changedElsewhere(NOW)).isEmpty();
  }
}
