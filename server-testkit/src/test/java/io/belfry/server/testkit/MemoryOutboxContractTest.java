package io.belfry.server.testkit;

import io.belfry.server.webhook.store.OutboxStore;

class MemoryOutboxContractTest extends OutboxStoreContract {
  @Override
  protected OutboxStore empty() {
    return OutboxStore.inMemory();
  }

  @Override
  protected OutboxStore again(OutboxStore closed) {
    return closed;
  }
}
