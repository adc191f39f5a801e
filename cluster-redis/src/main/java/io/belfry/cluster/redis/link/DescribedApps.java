package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the engine was told of apps. An app is described before anything of it is held, and again
 * when it is set otherwise.
 *
 * <p>Thread: confined to the owner.
 */
final class DescribedApps {
  private final AppView apps;
  private final Map<String, AppFacts> described = new HashMap<>();

  DescribedApps(AppView apps) {
    this.apps = apps;
  }

  /** Says what the engine does not know of the app yet. */
  void describe(String appId, Consumer<Saying> voice) {
    AppFacts facts = apps.facts(appId);
    AppFacts before = described.put(appId, facts);
    if (!facts.equals(before == null ? AppFacts.NOTHING : before)) {
      voice.accept(saying(appId, facts));
    }
  }

  /** Says what has changed since the apps were described. */
  void describeChanged(Consumer<Saying> voice) {
    List.copyOf(described.keySet()).forEach(appId -> describe(appId, voice));
  }

  /** Says all again to an engine that may have forgotten it. */
  void describeAll(Consumer<Saying> voice) {
    List.copyOf(described.keySet())
        .forEach(
            appId -> {
              AppFacts facts = apps.facts(appId);
              described.put(appId, facts);
              voice.accept(saying(appId, facts));
            });
  }

  private static Saying saying(String appId, AppFacts facts) {
    return Saying.Fact.of(new Operation.Describe(appId, facts));
  }
}
