package io.belfry.server.rate;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The quota of the node and those of its apps.
 *
 * <p>Thread: thread-safe.
 */
public final class Quotas {
  private final Quota ofNode;
  private final Map<String, Quota> ofApps = new ConcurrentHashMap<>();
  private final AppSource apps;

  /** Quotas of a node that takes that many connections; negative for no limit. */
  public Quotas(long nodeConnections, AppSource apps) {
    this.ofNode = new Quota(() -> nodeConnections);
    this.apps = apps;
  }

  /** The quota of all connections of this node. */
  public Quota ofNode() {
    return ofNode;
  }

  /** The quota of an app's connections on this node. */
  public Quota of(App app) {
    return ofApps.computeIfAbsent(
        app.id(),
        id -> new Quota(() -> apps.byId(id).orElse(app).limits().of(Limit.MAX_CONNECTIONS)));
  }

  /** How many connections each app has on this node. */
  public Map<String, Long> taken() {
    Map<String, Long> taken = new TreeMap<>();
    ofApps.forEach((app, quota) -> taken.put(app, quota.taken()));
    return taken;
  }
}
