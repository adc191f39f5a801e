package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.store.ReplyStore;
import io.belfry.server.store.ReplyStore.Claim;
import io.belfry.server.store.ReplyStore.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ReplyStore} has to keep. The test of an implementation extends it and says how
 * an empty one is made and how time passes for it.
 *
 * <p>Thread: that of the test.
 */
public abstract class ReplyStoreContract {
  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final IdempotencyKey KEY = new IdempotencyKey("1", "k");
  private static final byte[] REPLY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  /** For implementations. */
  protected ReplyStoreContract() {}

  /** An empty store. */
  protected abstract ReplyStore empty();

  /** Lets time pass for the store that was made last. */
  protected abstract void pass(Duration time);

  private static Claim claim(ReplyStore store, IdempotencyKey key, String fingerprint) {
    return Answered.with(store.claim(key, fingerprint, LIFE));
  }

  private static long granted(ReplyStore store, IdempotencyKey key) {
    Claim claim = claim(store, key, "f");
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return ((Claim.Granted) claim).version();
  }

  @Test
  void givenAKey_itIsGrantedOnceAndThenInProgress() {
    ReplyStore store = empty();
    granted(store, KEY);

    assertThat(claim(store, KEY, "f")).isEqualTo(new Claim.InProgress());
    assertThat(claim(store, KEY, "other")).isEqualTo(new Claim.Conflict());
    granted(store, new IdempotencyKey("2", "k"));
  }

  @Test
  void givenManyWhoClaimAtOnce_oneIsGranted() {
    ReplyStore store = empty();
    List<CompletableFuture<Claim>> claims =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(() -> store.claim(KEY, "f", LIFE))
                        .thenCompose(claim -> claim))
            .limit(50)
            .toList();

    assertThat(claims.stream().map(Answered::with))
        .filteredOn(Claim.Granted.class::isInstance)
        .hasSize(1);
  }

  @Test
  void givenAReply_itIsAnsweredWithItsBytes() {
    ReplyStore store = empty();
    store.complete(KEY, granted(store, KEY), REPLY);
    Claim claim = claim(store, KEY, "f");

    assertThat(claim).isInstanceOf(Claim.Answered.class);
    assertThat(((Claim.Answered) claim).reply()).isEqualTo(REPLY);
    assertThat(claim(store, KEY, "other")).isEqualTo(new Claim.Conflict());
  }

  @Test
  void givenAReleasedKey_itIsGrantedAnew() {
    ReplyStore store = empty();
    store.release(KEY, granted(store, KEY));

    granted(store, KEY);
  }

  @Test
  void givenAClaimWhoseLifeIsOver_itsLateReplyChangesNothing() {
    ReplyStore store = empty();
    long late = granted(store, KEY);
    pass(LIFE);
    long now = granted(store, KEY);
    store.complete(KEY, late, REPLY);
    store.release(KEY, late);

    assertThat(now).isGreaterThan(late);
    assertThat(claim(store, KEY, "f")).isEqualTo(new Claim.InProgress());
  }
}
