package io.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.store.ReplyStore.Claim;
import io.belfry.server.store.ReplyStore.IdempotencyKey;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryRepliesTest {
  private static final Duration LIFE = Duration.ofSeconds(120);
  private final ManualClock clock = new ManualClock();
  private final MemoryReplies store = new MemoryReplies(clock::nanoTime, Long.MAX_VALUE);

  private Claim claim(String key, String fingerprint) {
    return store
        .claim(new IdempotencyKey("1", key), fingerprint, LIFE)
        .toCompletableFuture()
        .join();
  }

  private void carryOut(String key, byte[] reply) {
    assertThat(claim(key, "f"))
        .isInstanceOfSatisfying(
            Claim.Granted.class,
            granted -> store.complete(new IdempotencyKey("1", key), granted.version(), reply));
  }

  @Test
  @Tag("HTTP-090")
  @Tag("THR-18")
  void givenAKey_itIsClaimedOnceForEachApp() {
    assertThat(claim("k", "f")).isInstanceOf(Claim.Granted.class);
    assertThat(claim("k", "f")).isEqualTo(new Claim.InProgress());
    assertThat(claim("k", "other")).isEqualTo(new Claim.Conflict());
    assertThat(store.claim(new IdempotencyKey("2", "k"), "f", LIFE).toCompletableFuture().join())
        .isInstanceOf(Claim.Granted.class);
  }

  @Test
  @Tag("HTTP-090")
  void givenAClaimThatHasOutlivedItsTime_itsLateReplyChangesNothing() {
    long late = ((Claim.Granted) claim("k", "f")).version();
    clock.advance(LIFE);
    long now = ((Claim.Granted) claim("k", "g")).version();
    assertThat(now).isGreaterThan(late);
    store.complete(new IdempotencyKey("1", "k"), late, new byte[0]);
    store.release(new IdempotencyKey("1", "k"), late);
    assertThat(claim("k", "g")).isEqualTo(new Claim.InProgress());
  }

  @Test
  @Tag("HTTP-090")
  @Tag("LIM-018")
  void givenMoreThanMayBeKept_theOldestRepliesAreForgottenAndWhatRunsStays() {
    assertThat(claim("running", "f")).isInstanceOf(Claim.Granted.class);
    byte[] reply = new byte[1 << 20];
    for (int i = 0; i < 20; i++) {
      carryOut("large" + i, reply);
    }
    assertThat(claim("running", "f")).isEqualTo(new Claim.InProgress());
    assertThat(claim("large0", "f")).isInstanceOf(Claim.Granted.class);
    assertThat(claim("large19", "f")).isInstanceOf(Claim.Answered.class);
    for (int i = 0; i < 10_100; i++) {
      carryOut("small" + i, new byte[0]);
    }
    assertThat(claim("large19", "f")).isInstanceOf(Claim.Granted.class);
    assertThat(claim("small10099", "f")).isInstanceOf(Claim.Answered.class);
  }
}
