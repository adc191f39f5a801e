package io.belfry.server.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  @Tag("LIM-004")
  @Tag("LIM-002")
  void givenABucketOfFive_theSixthIsRefusedAndOtherLimitsNeverOrAlways() {
    RateBucket bucket = new RateBucket(7);
    assertThat(bucket.take(5, 5, 7).isTaken()).isTrue();
    assertThat(bucket.take(1, 5, 7).isTaken()).isFalse();
    assertThat(bucket.take(1_000_000, -1, 7).isTaken()).isTrue();
    assertThat(bucket.take(1, 0, 7).isTaken()).isFalse();
    assertThat(bucket.isFull(7)).isFalse();
    assertThat(bucket.isFull(7 + SECOND)).isTrue();
  }

  @Test
  @Tag("LIM-010")
  void givenManyTakersAtOnce_theyGetWhatIsThereAndNoMore() {
    RateBucket bucket = new RateBucket(0);
    AtomicLong taken = new AtomicLong();
    CompletableFuture.allOf(
            IntStream.range(0, 4)
                .mapToObj(
                    thread ->
                        CompletableFuture.runAsync(
                            () -> {
                              for (int i = 0; i < 10_000; i++) {
                                taken.addAndGet(bucket.take(1, 5_000, 0).isTaken() ? 1 : 0);
                              }
                            }))
                .toArray(CompletableFuture[]::new))
        .join();
    assertThat(taken).hasValue(5_000);
  }
}
