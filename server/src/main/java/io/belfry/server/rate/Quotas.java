package io.belfry.server.rate;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.Room;
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
  private final Rooms rooms;

  /** Says whether an app has room, {@link ClusterAdapter#room}. */
  @FunctionalInterface
  public interface Rooms {
    /** Whether so many connections of the app may be here, and its limit on all nodes. */
    Room room(String appId, long limit, long connections);
  }

  /**
   * Quotas of a node.
   *
   * @param nodeConnections how many connections it takes; negative for no limit
   * @param rooms of apps that have a limit
   */
  public Quotas(long nodeConnections, AppSource apps, Rooms rooms) {
    this.ofNode =
        new Quota(taken -> nodeConnections < 0 || taken <= nodeConnections ? Room.FREE : Room.FULL);
    this.apps = apps;
    this.rooms = rooms;
  }

  /** The quota of all connections of this node. */
  public Quota ofNode() {
    return ofNode;
  }

  /** The quota of an app's connections on this node. */
  public Quota of(App app) {
    return ofApps.computeIfAbsent(app.id(), id -> new Quota(taken -> room(app, taken)));
  }

  private Room room(App first, long taken) {
    App app = apps.byId(first.id()).orElse(first);
    long limit = app.limits().of(Limit.MAX_CONNECTIONS);
    return limit < 0 ? Room.FREE : rooms.room(app.id(), limit, taken);
  }

  /** How many connections each app has on this node. */
  public Map<String, Long> taken() {
    Map<String, Long> taken = new TreeMap<>();
    ofApps.forEach((app, quota) -> taken.put(app, quota.taken()));
    return taken;
  }
}
