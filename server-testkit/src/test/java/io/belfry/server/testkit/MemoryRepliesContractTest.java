package io.belfry.server.testkit;

import io.belfry.server.store.ReplyStore;
import io.belfry.testkit.ManualClock;
import java.time.Duration;

class MemoryRepliesContractTest extends ReplyStoreContract {
  private final ManualClock clock = new ManualClock();

  @Override
  protected ReplyStore empty() {
    return ReplyStore.inMemory(clock::nanoTime, 1 << 20);
  }

  @Override
  protected void pass(Duration time) {
    clock.advance(time);
  }
}
