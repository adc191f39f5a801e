package io.belfry.server.webhook;

import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Subject;
import io.belfry.server.webhook.Clocks.Moment;

/**
 * What an event loop has handed over.
 *
 * <p>Thread: immutable.
 */
sealed interface Handed {
  /** When it happened. */
  Moment at();

  /** App in which it happened. */
  String appId();

  /** What it takes in memory, about. */
  long bytes();

  /** Something has become true. */
  record Decided(Decision decision, Moment at) implements Handed {
    @Override
    public String appId() {
      return decision.appId();
    }

    @Override
    public long bytes() {
      return decision instanceof Decision.SessionChange ? 1_000 : 300;
    }
  }

  /** A client event was accepted. */
  record Said(Publication publication, Moment at) implements Handed {
    @Override
    public String appId() {
      return publication.appId();
    }

    @Override
    public long bytes() {
      return 300L + publication.text().length;
    }
  }

  /** Something was raised elsewhere, and somebody waits until it is sent. */
  record Elsewhere(RaisedHook hook, Promise promise, Moment at) implements Handed {
    @Override
    public String appId() {
      return hook.what().appId();
    }

    @Override
    public long bytes() {
      return 400L
          + (hook.what() instanceof RaisedHook.OfClientEvent said
              ? said.publication().text().length
              : 0);
    }
  }

  /** A cache channel kept nothing. */
  record Missed(Subject.OfChannel channel, Moment at) implements Handed {
    @Override
    public String appId() {
      return channel.appId();
    }

    @Override
    public long bytes() {
      return 200;
    }
  }
}
