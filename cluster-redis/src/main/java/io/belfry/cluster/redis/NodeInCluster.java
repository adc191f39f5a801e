package io.belfry.cluster.redis;

import io.belfry.cluster.redis.link.AppView;
import io.belfry.cluster.redis.link.HookStream;
import io.belfry.cluster.redis.link.LinkSettings;
import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.config.ClusterProvider.NodeParts;
import java.time.Duration;
import java.util.List;

/**
 * A node as its cluster sees it.
 *
 * <p>Thread: immutable.
 *
 * @param id who it is when it begins
 * @param name what people call it
 * @param layout how channels and users fall into partitions
 * @param lease after which silence it is taken for dead
 * @param whenCutOff what becomes of publications of the application meanwhile
 * @param parts what the node has for its cluster
 */
record NodeInCluster(
    NodeId id, String name, Layout layout, Duration lease, WhenCutOff whenCutOff, NodeParts parts) {
  private static final int SHARE_OF_HOOKS = 32;
  private static final int LEAST_HOOKS = 32;
  private static final int MOST_HOOKS = 1_000;

  LinkSettings settings(int partition) {
    return new LinkSettings(partition, layout.partitions(), lease, name, whenCutOff);
  }

  /** Room for webhook events under way in a partition, in {@link HookStream.Sizes}. */
  int hookRoom() {
    long bytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HOOKS / layout.partitions();
    return Math.clamp(bytes / HookStream.UNIT_BYTES, LEAST_HOOKS, MOST_HOOKS);
  }

  AppView apps() {
    return new AppsAsSet(parts.apps());
  }

  /** How many connections an app may have on all nodes; negative for any number. */
  long maxConnections(String appId) {
    return parts.apps().byId(appId).map(app -> app.limits().of(Limit.MAX_CONNECTIONS)).orElse(-1L);
  }

  /** Whether an app wants to be told of sessions. */
  boolean tellsSessions(String appId) {
    return parts.apps().byId(appId).stream()
        .flatMap(app -> app.webhooks().stream())
        .anyMatch(
            endpoint ->
                endpoint.wants(WebhookEvent.Type.SESSION_STARTED)
                    || endpoint.wants(WebhookEvent.Type.SESSION_ENDED));
  }

  /** Whether these are refused while a partition of theirs is cut off. */
  boolean refusesWhenCutOff(List<Publication> publications) {
    return whenCutOff == WhenCutOff.REFUSE
        && publications.stream().anyMatch(each -> each.origin() == Origin.APPLICATION);
  }
}
