package io.belfry.server.testkit;

import io.belfry.server.store.ShutoutStore;

class MemoryShutoutsTest extends ShutoutStoreContract {
  @Override
  protected ShutoutStore empty() {
    return ShutoutStore.inMemory();
  }
}
