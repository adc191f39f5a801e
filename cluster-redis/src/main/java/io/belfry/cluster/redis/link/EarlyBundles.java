package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.PartitionEngine.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * What has arrived before the answer to hello: its numbers mean something only when the engine has
 * said whether it is the one of before. When there is much of it, the rest waits with the engine.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-020, CLU-044"
 */
final class EarlyBundles {
  static final int MOST = 256;

  private final PartitionEngine engine;
  private List<Bundle> waiting = new ArrayList<>();

  EarlyBundles(PartitionEngine engine) {
    this.engine = engine;
  }

  /** The inbox is opened anew. */
  void begin() {
    waiting.clear();
  }

  void add(Bundle bundle) {
    waiting.add(bundle);
    if (waiting.size() == MOST) {
      engine.read(Reading.OFF);
    }
  }

  /** All of them, in their order; from now on none is early. */
  List<Bundle> takeAll() {
    List<Bundle> all = waiting;
    waiting = new ArrayList<>();
    if (all.size() >= MOST) {
      engine.read(Reading.ON);
    }
    return all;
  }
}
