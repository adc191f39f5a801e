package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.ClientEvent;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSettings.Senders;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.Subscription;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SendingEvent;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.RefusalKind;
import java.util.List;
import java.util.Optional;
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
  private final HookCalls hooks;

  /** A handler that sends to all nodes what the hooks allow. */
  public ClientEventHandler(ClusterAdapter cluster, HookCalls hooks) {
    this.cluster = cluster;
    this.hooks = hooks;
  }

  void handle(Peer peer, App app, ClientEvent event) {
    String channel = event.channel() == null ? "" : event.channel();
    RefusedEvent refusal = refusal(peer, app, event, channel);
    Optional<Subscription> member =
        Optional.ofNullable(peer.subscriptions().find(channel)).filter(Subscription::isActive);
    Optional<ChannelName> name = member.map(Subscription::channel).or(() -> open(app, channel));
    if (refusal == null && name.isEmpty()) {
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
      refuse(peer, app, channel, refusal);
      return;
    }
    UserId sender = member.map(Subscription::user).orElse(null);
    if (hooks.areNone()) {
      pass(peer, app, name.orElseThrow(), event, sender);
    } else {
      ask(peer, app, name.orElseThrow(), event, sender);
    }
  }

  private void ask(
      Peer peer, App app, ChannelName channel, ClientEvent event, @Nullable UserId sender) {
    SendingEvent facts =
        new SendingEvent(
            app.id(),
            peer.socketId(),
            channel,
            peer.identity().user(),
            sender,
            event.event(),
            event.data().text());
    peer.await(
        hooks,
        hooks.clientEvent(facts, peer.loop()),
        decision -> {
          switch (decision) {
            case Permission.Allowed allowed -> pass(peer, app, channel, event, sender);
            case Permission.Refused refused ->
                refuse(
                    peer,
                    app,
                    channel.text(),
                    new RefusedEvent(Reason.HOOK_REFUSED, refused.words()));
          }
        });
  }

  private static void refuse(Peer peer, App app, String channel, RefusedEvent refusal) {
    Denials denials = peer.denials();
    denials.note(
        denials.wish(app, RefusalKind.CLIENT_EVENT, refusal.reason(), null).about(channel));
    denials.refuse(ErrorCode.CLIENT_EVENT_REJECTED, refusal.hint());
  }

  // Where all may send, nothing but the channel's own subscription was authorised: an operator
  // chose
  // to trust whoever has the key, as with other servers.
  private static Optional<ChannelName> open(App app, String channel) {
    return app.settings().of(AppSettings.CLIENT_EVENTS_FROM) == Senders.ALL
        ? ChannelName.parse(
            channel,
            (int) app.limits().of(Limit.MAX_CHANNEL_NAME_LENGTH),
            (int) app.limits().of(Limit.MAX_USER_ID_LENGTH))
        : Optional.empty();
  }

  /**
   * A client event that nobody gets.
   *
   * @param reason for the operator
   * @param hint for the client
   */
  private record RefusedEvent(Reason reason, String hint) {}

  private void pass(
      Peer peer, App app, ChannelName channel, ClientEvent event, @Nullable UserId sender) {
    Publication publication =
        Publication.of(
            app.id(),
            channel,
            NamedEvent.ofClient(event.event(), event.data(), sender == null ? null : sender.text()),
            peer.socketId());
    // Later messages need not wait: to one channel all go the same way, in their order.
    cluster
        .send(new ClusterMessage.Publish(List.of(publication)))
        .whenComplete(
            (reach, failure) -> {
              if (failure != null) {
                peer.failed();
              }
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
