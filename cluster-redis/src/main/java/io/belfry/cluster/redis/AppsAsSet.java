package io.belfry.cluster.redis;

import io.belfry.cluster.redis.link.AppView;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How apps are set, as the links ask for it. An app that is gone has no webhooks and keeps nothing.
 *
 * <p>Thread: thread-safe.
 */
final class AppsAsSet implements AppView {
  private final AppSource apps;

  AppsAsSet(AppSource apps) {
    this.apps = apps;
  }

  @Override
  public AppFacts facts(String appId) {
    Optional<App> found = apps.byId(appId);
    if (found.isEmpty()) {
      return AppFacts.NOTHING;
    }
    App app = found.get();
    return new AppFacts(
        app.webhooks().isEmpty() ? AppFacts.Hooks.NONE : AppFacts.Hooks.SOME,
        delay(app, WebhookSettings.VACATED_DELAY),
        delay(app, WebhookSettings.MEMBER_REMOVED_DELAY),
        app.settings().of(AppSettings.WATCHLIST_OFFLINE_GRACE));
  }

  // The engine has one delay for an app, so the longest holds for all endpoints.
  private static Duration delay(App app, Setting<Duration> setting) {
    Stream<WebhookEndpoint> endpoints = app.webhooks().stream();
    return endpoints
        .map(endpoint -> endpoint.settings().of(setting))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  @Override
  public Telling telling(String appId) {
    boolean isTold =
        apps.byId(appId)
            .map(app -> app.settings().of(AppSettings.SUBSCRIPTION_COUNT_BROADCAST))
            .orElse(false);
    return isTold ? Telling.TOLD : Telling.QUIET;
  }

  @Override
  public Duration cacheLife(String appId) {
    return Duration.ofSeconds(limit(appId, Limit.CACHE_TTL_SECONDS));
  }

  @Override
  public long cacheBytes(String appId) {
    return limit(appId, Limit.MAX_CACHE_BYTES);
  }

  @Override
  public List<String> endpoints(String appId) {
    return apps.byId(appId).stream()
        .flatMap(app -> app.webhooks().stream())
        .map(WebhookEndpoint::id)
        .toList();
  }

  private long limit(String appId, Limit limit) {
    return apps.byId(appId).map(app -> app.limits().of(limit)).orElse(0L);
  }
}
