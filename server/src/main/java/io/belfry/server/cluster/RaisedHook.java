package io.belfry.server.cluster;

import java.util.Optional;

/**
 * A webhook event that an adapter has raised for the whole cluster, once, with all grace periods
 * behind it: what is to be sent, and by this node.
 *
 * <p>Thread: immutable.
 *
 * @param key what no other event of the cluster has, and this one has on whatever node sends it:
 *     ids of deliveries are made of it
 * @param atMs when it happened, in Unix milliseconds
 * @param what what happened
 * @param endpoint id of the only endpoint of the app that is to have it now; empty for all
 */
public record RaisedHook(String key, long atMs, Happened what, Optional<String> endpoint) {
  /** One for all endpoints of the app that want it. */
  public RaisedHook(String key, long atMs, Happened what) {
    this(key, atMs, what, Optional.empty());
  }

  /** What an event is about. */
  public sealed interface Happened {
    /** App in which it happened. */
    String appId();
  }

  /** Something has become true, and stays so long enough to be told. */
  public record OfDecision(Decision decision) implements Happened {
    @Override
    public String appId() {
      return decision.appId();
    }
  }

  /** A client event was accepted. */
  public record OfClientEvent(Publication publication) implements Happened {
    @Override
    public String appId() {
      return publication.appId();
    }
  }

  /** Somebody has subscribed to a cache channel that kept nothing. */
  public record OfCacheMiss(Subject.OfChannel channel) implements Happened {
    @Override
    public String appId() {
      return channel.appId();
    }
  }
}
