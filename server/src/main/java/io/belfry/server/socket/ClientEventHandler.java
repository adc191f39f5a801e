package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.ClientEvent;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.Subscription;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.RefusalKind;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes what a client has for the other subscribers of a private channel on to them. Nothing but
 * name and payload is taken from the sender.
 *
 * <p>Thread: thread-safe; runs on the event loop of the peer.
 *
 * @see "rules WS-051, WS-082 to WS-086"
 */
public final class ClientEventHandler {
  private final ClusterAdapter cluster;

  /** A handler that sends to all nodes. */
  public ClientEventHandler(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  void handle(Peer peer, App app, ClientEvent event) {
    String channel = event.channel() == null ? "" : event.channel();
    RefusedEvent refusal = refusal(peer, app, event, channel);
    Subscription subscription = peer.subscriptions().find(channel);
    if (refusal == null && (subscription == null || !subscription.isActive())) {
      refusal =
          new RefusedEvent(
              Reason.NOT_SUBSCRIBED,
              "Cannot broadcast client event (connection not subscribed to channel "
                  + Shortened.of(channel)
                  + ")");
    }
    if (refusal == null && !peer.denials().takesClientEvent(app.limits())) {
      peer.denials().count(Limit.CLIENT_EVENTS_PER_SECOND.key());
      refusal = new RefusedEvent(Reason.RATE_LIMITED, "Client event rejected due to rate limit");
    }
    if (refusal != null) {
      Denials denials = peer.denials();
      denials.note(
          denials.wish(app, RefusalKind.CLIENT_EVENT, refusal.reason(), null).about(channel));
      denials.refuse(ErrorCode.CLIENT_EVENT_REJECTED, refusal.hint());
      return;
    }
    pass(peer, app, event, Objects.requireNonNull(subscription));
  }

  /**
   * A client event that nobody gets.
   *
   * @param reason for the operator
   * @param hint for the client
   */
  private record RefusedEvent(Reason reason, String hint) {}

  private void pass(Peer peer, App app, ClientEvent event, Subscription subscription) {
    UserId sender = subscription.user();
    NamedEvent named =
        NamedEvent.ofClient(event.event(), event.data(), sender == null ? null : sender.text());
    Publication publication =
        Publication.of(app.id(), subscription.channel(), named, peer.socketId());
    // Later messages need not wait: to one channel all go the same way, in their order.
    cluster
        .send(new ClusterMessage.Publish(List.of(publication)))
        .exceptionally(
            failure -> {
              peer.failed();
              return null;
            });
  }

  private static @Nullable RefusedEvent refusal(
      Peer peer, App app, ClientEvent event, String channel) {
    if (!app.settings().of(AppSettings.CLIENT_EVENTS_ENABLED)) {
      return new RefusedEvent(
          Reason.CLIENT_EVENTS_DISABLED, "Client events are not enabled for this app");
    }
    ChannelKind kind = ChannelKind.of(channel);
    if (!kind.has(Trait.AUTHORIZED) || kind.has(Trait.ENCRYPTED)) {
      return new RefusedEvent(
          Reason.CHANNEL_KIND_WRONG,
          "Client events are only allowed on private and presence channels that are not encrypted");
    }
    String name = event.event();
    int length = name.codePointCount(0, name.length());
    if (!app.limits().allows(Limit.MAX_EVENT_NAME_LENGTH, length)) {
      peer.denials().count(Limit.MAX_EVENT_NAME_LENGTH.key());
      return new RefusedEvent(
          Reason.EVENT_NAME_TOO_LONG, "The name of the client event is too long");
    }
    if (app.limits().allows(Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES, event.data().bytes())) {
      return null;
    }
    peer.denials().count(Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES.key());
    return new RefusedEvent(Reason.EVENT_TOO_LARGE, "The data of the client event is too large");
  }
}
