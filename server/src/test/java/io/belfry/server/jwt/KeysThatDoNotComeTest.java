package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.webhook.post.BoundedGet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens that wait for keys which hang somewhere that nobody can break off. */
class KeysThatDoNotComeTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final CountDownLatch hanging = new CountDownLatch(1);

  private Verifying verifying(Duration longestFetch) {
    return new Verifying(
        issuer -> issuer,
        () -> {
          try {
            hanging.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return BoundedGet.over(Optional.empty(), List.of());
        },
        longestFetch);
  }

  @AfterEach
  void end() {
    hanging.countDown();
  }

  @Test
  @Tag("USR-056")
  @Tag("USR-057")
  void givenALookThatHangs_theTokenIsAnsweredAllTheSame() {
    try (Verifying verifying = verifying(Duration.ofMillis(30))) {
      JwtVerdict verdict = verifying.verdict(verifying.token("u7"));

      assertThat(((JwtVerdict.TokenRefused) verdict).reason().word()).isEqualTo("keys_unavailable");
      assertThat(((JwtVerdict.TokenRefused) verdict).words())
          .endsWith("did not answer within 30 ms.");
    }
  }

  @Test
  @Tag("USR-055")
  void givenMoreTokensThanMayWait_theRestIsRefusedAndThoseThatWaitAreNot() {
    List<CompletableFuture<JwtVerdict>> all = new ArrayList<>();
    try (Verifying verifying = verifying(Duration.ofMinutes(1))) {
      String token = verifying.token("u7");
      // They wait for keys as well, and cost no verification then.
      String ofNoKey =
          verifying.provider.sign(
              "{\"alg\":\"ES256\",\"kid\":\"nobody\"}",
              verifying.provider.claims("u8", verifying.clock.instant(), Duration.ofHours(1)));
      for (int i = 0; i <= JwtVerification.MOST_WAITING; i++) {
        String next = i < JwtVerification.MOST_WAITING - 1 ? ofNoKey : token;
        all.add(verifying.verifier.verify(verifying.app, next).toCompletableFuture());
      }
      JwtVerdict last = all.getLast().join();
      assertThat(((JwtVerdict.TokenRefused) last).reason().word()).isEqualTo("keys_unavailable");
      assertThat(((JwtVerdict.TokenRefused) last).words()).contains("wait to be verified already");
      assertThat(all.getFirst()).isNotDone();

      hanging.countDown();
      assertThat(all.get(JwtVerification.MOST_WAITING - 1))
          .succeedsWithin(LIMIT)
          .isInstanceOf(JwtVerdict.TokenAccepted.class);
    }
    assertThat(all).allMatch(CompletableFuture::isDone);
  }

  @Test
  @Tag("USR-055")
  void givenTokensThatTakeTooMuchMemoryTogether_theRestIsRefused() {
    JwtThreads.WaitingRoom room = new JwtThreads.WaitingRoom(10, 1_000);
    try (JwtThreads threads = new JwtThreads(new io.belfry.server.node.Breakdown())) {
      CompletableFuture<String> first = new CompletableFuture<>();
      assertThat(threads.admit(first, 600, room)).isTrue();
      assertThat(threads.admit(new CompletableFuture<>(), 600, room)).isFalse();
      assertThat(threads.admit(new CompletableFuture<>(), 400, room)).isTrue();
      first.complete("done");
      assertThat(threads.admit(new CompletableFuture<>(), 600, room)).isTrue();
      assertThat(threads.waiting()).isEqualTo(2);
    }
  }
}
