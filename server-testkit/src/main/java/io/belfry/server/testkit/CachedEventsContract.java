package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.CachedEvents.CachedEvent;
import io.belfry.server.store.CachedEvents.Retention;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every store of {@link CachedEvents} has to keep. The test of an implementation extends it
 * and says how an empty one is made and how time passes for it.
 *
 * <p>Thread: that of the test.
 */
public abstract class CachedEventsContract {
  private static final Retention HOUR = new Retention(Duration.ofHours(1), 100_000);

  /** For implementations. */
  protected CachedEventsContract() {}

  /** An empty store. */
  protected abstract CachedEvents empty();

  /** Lets time pass for the store that was made last. */
  protected abstract void pass(Duration time);

  private static ChannelName channel(String name) {
    return ChannelName.parse(name).orElseThrow();
  }

  private static void put(CachedEvents store, String app, String name, String text) {
    store.put(app, channel(name), text.getBytes(StandardCharsets.UTF_8), HOUR);
  }

  private static Optional<String> find(CachedEvents store, String app, String name) {
    return Answered.with(store.find(app, channel(name)))
        .map(event -> new String(event.text(), StandardCharsets.UTF_8));
  }

  @Test
  void givenNothing_nothingIsFound() {
    assertThat(find(empty(), "1", "cache-a")).isEmpty();
  }

  @Test
  void givenEventsOfAChannel_theLastOneIsFoundAndHasTheGreaterVersion() {
    CachedEvents store = empty();
    put(store, "1", "cache-a", "first");
    long before = Answered.with(store.find("1", channel("cache-a"))).orElseThrow().version();
    put(store, "1", "cache-a", "second");
    CachedEvent last = Answered.with(store.find("1", channel("cache-a"))).orElseThrow();

    assertThat(new String(last.text(), StandardCharsets.UTF_8)).isEqualTo("second");
    assertThat(last.version()).isGreaterThan(before);
    assertThat(last.secondsLeft()).isBetween(3_590L, 3_600L);
  }

  @Test
  void givenAppsWithChannelsOfOneName_theyDoNotMeet() {
    CachedEvents store = empty();
    put(store, "1", "cache-a", "of 1");
    put(store, "2", "cache-a", "of 2");

    assertThat(find(store, "1", "cache-a")).contains("of 1");
    assertThat(find(store, "2", "cache-a")).contains("of 2");
    assertThat(find(store, "1", "cache-b")).isEmpty();
  }

  @Test
  void givenAnEventWhoseLifeIsOver_itIsNotFound() {
    CachedEvents store = empty();
    put(store, "1", "cache-a", "short");
    pass(HOUR.life());
    assertThat(find(store, "1", "cache-a")).isEmpty();
    store.sweep();

    assertThat(find(store, "1", "cache-a")).isEmpty();
  }

  @Test
  void givenMoreThanAnAppMayKeep_theOneOfLongestAgoGoesFirst() {
    CachedEvents store = empty();
    Retention small = new Retention(Duration.ofHours(1), 50_000);
    for (int i = 0; i < 10; i++) {
      store.put("1", channel("cache-" + i), new byte[10_000], small);
    }

    assertThat(Answered.with(store.find("1", channel("cache-0")))).isEmpty();
    assertThat(Answered.with(store.find("1", channel("cache-9")))).isPresent();
  }
}
