package io.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.store.CachedEvents.CachedEvent;
import io.belfry.server.store.CachedEvents.Retention;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryCachedEventsTest {
  private static final int MAX_BYTES = 100_000;
  private static final byte[] TEXT = new byte[20];

  private final MemoryCachedEvents events = new MemoryCachedEvents(() -> 0, MAX_BYTES);

  private static ChannelName channel(int number) {
    return ChannelName.parse("cache-" + number, 200, 128).orElseThrow();
  }

  private Optional<CachedEvent> find(String app, int number) {
    return events.find(app, channel(number)).toCompletableFuture().join();
  }

  private void put(String app, int number, long maxBytes) {
    events.put(app, channel(number), TEXT, new Retention(Duration.ofHours(1), maxBytes));
  }

  private int kept(String app, int of) {
    int kept = 0;
    for (int i = 0; i < of; i++) {
      kept += find(app, i).isPresent() ? 1 : 0;
    }
    return kept;
  }

  @Test
  @Tag("LIM-018")
  void givenTinyEvents_eachCountsWithWhatItCostsBesideItsText() {
    for (int i = 0; i < 1_000; i++) {
      put("1", i, 50_000);
    }
    assertThat(kept("1", 1_000)).isBetween(150, 250);
    assertThat(find("1", 999)).isPresent();
  }

  @Test
  @Tag("LIM-018")
  void givenManyAppsThatAreEachWithinTheirBound_theLargestGivesUpItsOldest() {
    for (int i = 0; i < 10; i++) {
      put("small", i, Long.MAX_VALUE);
    }
    for (int i = 0; i < 2_000; i++) {
      put("large", i, Long.MAX_VALUE);
    }
    assertThat(kept("small", 10)).isEqualTo(10);
    assertThat(kept("large", 2_000)).isBetween(300, 500);
    assertThat(find("large", 1_999)).isPresent();
  }

  @Test
  @Tag("LIM-018")
  void givenOneEventLargerThanAllMayTake_itIsNotKept() {
    events.put(
        "1",
        channel(0),
        new byte[2 * MAX_BYTES],
        new Retention(Duration.ofHours(1), Long.MAX_VALUE));
    assertThat(kept("1", 1)).isZero();
    put("1", 1, Long.MAX_VALUE);
    assertThat(kept("1", 2)).isEqualTo(1);
  }
}
