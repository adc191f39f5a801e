package io.belfry.server.testkit;

import io.belfry.server.store.CachedEvents;
import io.belfry.testkit.ManualClock;
import java.time.Duration;

class MemoryCachedEventsContractTest extends CachedEventsContract {
  private final ManualClock clock = new ManualClock();

  @Override
  protected CachedEvents empty() {
    return CachedEvents.inMemory(clock::nanoTime, 1 << 20);
  }

  @Override
  protected void pass(Duration time) {
    clock.advance(time);
  }
}
