package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.cluster.redis.wire.Operation.Telling;
import java.time.Duration;
import java.util.List;

/**
 * What the node's side of a partition has to know of apps, as they are set now.
 *
 * <p>Thread: thread-safe; never blocks.
 */
public interface AppView {
  /** What the script has to know of the app. */
  AppFacts facts(String appId);

  /** Whether subscribers of the app's channels are told how many they are. */
  Telling telling(String appId);

  /** How long the last event of a cache channel is kept. */
  Duration cacheLife(String appId);

  /** How many bytes the app's cache channels may keep. */
  long cacheBytes(String appId);

  /** Ids of the app's webhook endpoints; none for an app that is not known. */
  List<String> endpoints(String appId);
}
