package io.belfry.server.delivery;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;

/**
 * What arrives from the cluster, this node included, becomes an effect on this node's connections.
 *
 * <p>Thread: thread-safe; never blocks.
 */
public final class ClusterInbox implements ClusterAdapter.Inbox {
  private final FanOut fanOut;

  /** An inbox that hands on to the loops. */
  public ClusterInbox(FanOut fanOut) {
    this.fanOut = fanOut;
  }

  @Override
  public boolean accept(ClusterMessage message) {
    return switch (message) {
      case ClusterMessage.Publish publish -> fanOut.deliver(publish.publications());
      case ClusterMessage.Terminate terminate -> {
        fanOut.terminate(terminate.appId(), terminate.user());
        yield true;
      }
    };
  }
}
