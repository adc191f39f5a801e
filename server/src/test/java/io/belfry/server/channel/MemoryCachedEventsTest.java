package io.belfry.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.channel.CachedEvents.Retention;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryCachedEventsTest {
  private static final int MAX_BYTES = 100_000;
  private static final byte[] TEXT = new byte[20];

  private final MemoryCachedEvents events = new MemoryCachedEvents(() -> 0, MAX_BYTES);

  private static Subject.OfChannel channel(String app, int number) {
    return new Subject.OfChannel(app, ChannelName.parse("cache-" + number, 200, 128).orElseThrow());
  }

  private void put(String app, int number, long maxBytes) {
    events.put(channel(app, number), TEXT, new Retention(Duration.ofHours(1), maxBytes));
  }

  private int kept(String app, int of) {
    int kept = 0;
    for (int i = 0; i < of; i++) {
      kept += events.find(channel(app, i)).isPresent() ? 1 : 0;
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
    assertThat(events.find(channel("1", 999))).isPresent();
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
    assertThat(events.find(channel("large", 1_999))).isPresent();
  }

  @Test
  @Tag("LIM-018")
  void givenOneEventLargerThanAllMayTake_itIsNotKept() {
    events.put(
        channel("1", 0),
        new byte[2 * MAX_BYTES],
        new Retention(Duration.ofHours(1), Long.MAX_VALUE));
    assertThat(kept("1", 1)).isZero();
    put("1", 1, Long.MAX_VALUE);
    assertThat(kept("1", 2)).isEqualTo(1);
  }
}
