package io.belfry.server.testkit;

import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.node.Breakdown;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.ShutoutStore;
import io.belfry.server.truth.SingleNode;
import io.belfry.server.webhook.Happenings;
import java.time.InstantSource;
import java.util.List;

class SingleNodeTest extends ClusterAdapterContract {
  @Override
  protected ClusterAdapter alone() {
    return new SingleNode(
        new ConfiguredApps(List.of()),
        () -> CachedEvents.inMemory(System::nanoTime, 1 << 20),
        Happenings.NONE,
        new ShutoutBook(ShutoutStore.inMemory(), InstantSource.system(), new Breakdown()));
  }
}
