package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.ManualClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When keys are looked for, with looks and a clock in the test's hands. */
@Tag("USR-056")
class KeySourceTest {
  private final IdentityProvider provider = IdentityProvider.start();
  private final ManualClock clock = new ManualClock();
  private final List<CompletableFuture<KeySet>> looks = new ArrayList<>();
  private final KeySource source =
      new KeySource(
          new KeyPlace.AtUrl(URI.create("https://id.example.com/keys")),
          new KeySource.Around(this::look, clock::nanoTime, (place, now) -> {}));

  @AfterEach
  void end() {
    provider.close();
  }

  private CompletionStage<KeySet> look(KeyPlace place) {
    looks.add(new CompletableFuture<>());
    return looks.getLast();
  }

  private KeySet set() throws KeySet.UnusableKeySet {
    return KeySet.parse(provider.keys().getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<KeySet> keys() {
    return source.keys().thenApply(found -> found).toCompletableFuture();
  }

  private KeySet found() throws KeySet.UnusableKeySet {
    KeySet first = set();
    CompletableFuture<KeySet> waiting = keys();
    assertThat(waiting).isNotDone();
    assertThat(keys()).isNotDone();
    assertThat(looks).hasSize(1);
    looks.getFirst().complete(first);
    assertThat(waiting).isCompletedWithValue(first);
    return first;
  }

  @Test
  void givenASetThatIsFourMinutesOld_aNewOneIsLookedForWhileTheOldOneServes() throws Exception {
    KeySet first = found();
    clock.advance(KeySource.AHEAD.minusNanos(1));
    assertThat(keys()).isCompletedWithValue(first);
    assertThat(looks).hasSize(1);

    clock.advance(Duration.ofNanos(1));
    assertThat(keys()).isCompletedWithValue(first);
    assertThat(keys()).isCompletedWithValue(first);
    assertThat(looks).hasSize(2);

    provider.rotate();
    KeySet second = set();
    looks.getLast().complete(second);
    assertThat(keys()).isCompletedWithValue(second);
  }

  @Test
  void givenASetThatIsFiveMinutesOld_theNewOneIsWaitedFor_andWhereItFailsTheOldOneServes()
      throws Exception {
    KeySet first = found();
    clock.advance(KeySource.KEPT);
    CompletableFuture<KeySet> waiting = keys();
    assertThat(waiting).isNotDone();

    looks.getLast().completeExceptionally(new KeySet.UnusableKeySet("answered 503", null));
    assertThat(waiting).isCompletedWithValue(first);

    clock.advance(KeySource.PAUSE.minusNanos(1));
    assertThat(keys()).isCompletedWithValue(first);
    assertThat(looks).hasSize(2);
    clock.advance(Duration.ofNanos(1));
    assertThat(keys()).isNotDone();
    assertThat(looks).hasSize(3);
  }

  @Test
  @Tag("USR-057")
  void givenNoKeysAtAll_theNextLookIsFiveSecondsAfterTheFirst() {
    CompletableFuture<KeySet> waiting = keys();
    looks.getFirst().completeExceptionally(new KeySet.UnusableKeySet("answered 503", null));
    assertThat(waiting).isCompletedWithValue(null);
    assertThat(keys()).isCompletedWithValue(null);

    clock.advance(KeySource.SHORT_PAUSE);
    assertThat(keys()).isNotDone();
    assertThat(looks).hasSize(2);
  }

  @Test
  @Tag("USR-057")
  void givenALookForAnUnknownKeyThatFailed_whoComesNextIsNotToldThatTheIssuerHasNoSuchKey()
      throws Exception {
    KeySet first = found();
    CompletableFuture<KeySet> asking = newerThan(first);
    looks.getLast().completeExceptionally(new KeySet.UnusableKeySet("answered 503", null));
    assertThat(asking).isCompletedWithValue(null);

    assertThat(newerThan(first)).isCompletedWithValue(null);
    assertThat(looks).hasSize(2);

    clock.advance(KeySource.PAUSE);
    CompletableFuture<KeySet> again = newerThan(first);
    looks.getLast().complete(first);
    assertThat(again).isCompletedWithValue(first);
    assertThat(newerThan(first)).isCompletedWithValue(first);
    assertThat(looks).hasSize(3);
  }

  private CompletableFuture<KeySet> newerThan(KeySet before) {
    return source.newerThan(before).thenApply(found -> found).toCompletableFuture();
  }
}
