package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.Subscribe;
import io.belfry.protocol.message.ServerEvents;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.Opening;
import io.belfry.server.channel.Subscription;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.server.refusal.Reason;
import io.belfry.server.socket.SubscriptionRefusal.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes a peer. Success is written at the moment from which every event published is
 * delivered, and before any of them.
 *
 * <p>Thread: immutable; runs on the event loop of the peer.
 *
 * @see "rules WS-046, WS-052 to WS-058, WS-064, WS-071, WS-074"
 */
final class SubscribeHandler {
  private static final String NO_DATA = "{}";
  private static final SubscriptionRefusal NO_ROOM =
      new SubscriptionRefusal(
          Type.LIMIT_REACHED,
          Reason.OVER_CAPACITY,
          "The server is short of memory and takes no more subscriptions now. Try again later");

  private static final SubscriptionRefusal FULL =
      new SubscriptionRefusal(
          Type.LIMIT_REACHED,
          Reason.CHANNEL_FULL,
          "The maximum number of members of this channel is reached",
          Limit.MAX_PRESENCE_MEMBERS);

  private final HookCalls hooks;
  private final SubscribeWithoutToken withoutToken;

  SubscribeHandler(HookCalls hooks) {
    this.hooks = hooks;
    this.withoutToken = new SubscribeWithoutToken(hooks);
  }

  private static boolean asksWithoutToken(ChannelName channel, Subscribe subscribe) {
    String auth = subscribe.auth();
    return auth != null
        && auth.isEmpty()
        && channel.kind().has(Trait.AUTHORIZED)
        && !channel.kind().has(Trait.ENCRYPTED)
        && !channel.kind().has(Trait.OWN_USER_ONLY);
  }

  void handle(Peer peer, App app, Subscribe subscribe) {
    Optional<ChannelName> name =
        ChannelName.parse(
            subscribe.channel(),
            (int) app.limits().of(Limit.MAX_CHANNEL_NAME_LENGTH),
            (int) app.limits().of(Limit.MAX_USER_ID_LENGTH));
    if (name.isEmpty()) {
      invalidName(subscribe.channel()).tell(peer, app, subscribe.channel());
      return;
    }
    ChannelName channel = name.get();
    if (asksWithoutToken(channel, subscribe) && peer.arrival() != null && !hooks.areNone()) {
      withoutToken.handle(peer, app, channel);
      return;
    }
    SubscriptionRefusal refusal = refusal(peer, app, channel, subscribe);
    if (refusal != null) {
      refusal.tell(peer, app, channel.text());
    } else if (channel.kind().has(Trait.OWN_USER_ONLY)) {
      peer.subscriptions().holdUserChannel();
      succeed(peer, channel, plainSuccess(channel));
    } else if (peer.subscriptions().find(channel.text()) != null) {
      subscribeAgain(peer, channel);
    } else if (channel.kind().has(Trait.ROSTER)) {
      subscribeMember(peer, app, channel, subscribe);
    } else {
      decide(peer, app, channel, null);
    }
  }

  private static SubscriptionRefusal invalidName(String channel) {
    int longest = Integer.MAX_VALUE;
    boolean isTooLong = ChannelName.parse(channel, longest, longest).isPresent();
    Limit limit =
        ChannelKind.of(channel).has(Trait.OWN_USER_ONLY)
            ? Limit.MAX_USER_ID_LENGTH
            : Limit.MAX_CHANNEL_NAME_LENGTH;
    return new SubscriptionRefusal(
        Type.INVALID_CHANNEL_NAME,
        Reason.CHANNEL_NAME_INVALID,
        "Invalid channel name",
        isTooLong ? limit : null);
  }

  private static @Nullable SubscriptionRefusal refusal(
      Peer peer, App app, ChannelName channel, Subscribe subscribe) {
    if (channel.kind().has(Trait.OWN_USER_ONLY)) {
      return channel.user().filter(id -> id.equals(peer.identity().user())).isPresent()
          ? null
          : new SubscriptionRefusal(
              Type.AUTH_ERROR, Reason.NOT_THIS_USER, "Not signed in as the user of this channel");
    }
    return channel.kind().has(Trait.AUTHORIZED)
        ? ChannelAuthorization.check(app, peer.socketId(), channel, subscribe)
        : null;
  }

  /** Success once more, and nothing else changes: neither counts nor members nor cache. */
  private static void subscribeAgain(Peer peer, ChannelName channel) {
    if (channel.kind().has(Trait.ROSTER)) {
      peer.await(
          peer.subscriptions().roster(channel),
          members -> succeed(peer, channel, ServerEvents.roster(channel, members)),
          () -> {});
    } else {
      succeed(peer, channel, plainSuccess(channel));
    }
  }

  private void subscribeMember(Peer peer, App app, ChannelName channel, Subscribe subscribe) {
    switch (Membership.of(app.limits(), peer.identity(), subscribe)) {
      case Membership.MayJoin granted -> decide(peer, app, channel, granted.member());
      case Membership.MayNotJoin refused -> refused.refusal().tell(peer, app, channel.text());
    }
  }

  private void decide(Peer peer, App app, ChannelName channel, @Nullable Member member) {
    if (hooks.areNone()) {
      subscribe(peer, app, channel, member);
      return;
    }
    UserId user = peer.identity().user();
    Subscribing facts = new Subscribing(app.id(), peer.socketId(), channel, user, member);
    peer.await(
        hooks,
        hooks.subscribing(facts, peer.loop()),
        decision -> {
          switch (decision) {
            case Permission.Allowed allowed -> subscribe(peer, app, channel, member);
            case Permission.Refused refused ->
                new SubscriptionRefusal(Type.REFUSED, Reason.HOOK_REFUSED, refused.words())
                    .tell(peer, app, channel.text());
          }
        });
  }

  /** Lets somebody in who may; a second time changes nothing. */
  static void enter(Peer peer, App app, ChannelName channel, @Nullable Member member) {
    if (peer.subscriptions().find(channel.text()) == null) {
      subscribe(peer, app, channel, member);
    } else {
      subscribeAgain(peer, channel);
    }
  }

  private static void subscribe(Peer peer, App app, ChannelName channel, @Nullable Member member) {
    SubscriptionRefusal refusal = roomRefusal(peer, app);
    if (refusal != null) {
      refusal.tell(peer, app, channel.text());
      return;
    }
    Subscriptions subscriptions = peer.subscriptions();
    Subscription held = subscriptions.hold(channel, member == null ? null : member.id());
    peer.await(
        subscriptions.opening(held, member),
        opening -> {
          switch (opening) {
            case Opening.Entered granted -> open(peer, held, granted);
            case Opening.Full full -> {
              subscriptions.release(held);
              FULL.tell(peer, app, channel.text());
            }
          }
        },
        () -> subscriptions.release(held));
  }

  private static @Nullable SubscriptionRefusal roomRefusal(Peer peer, App app) {
    int subscriptions = peer.subscriptions().size();
    if (!app.limits().allows(Limit.MAX_SUBSCRIPTIONS_PER_CONNECTION, subscriptions + 1)) {
      return new SubscriptionRefusal(
          Type.LIMIT_REACHED,
          Reason.TOO_MANY_SUBSCRIPTIONS,
          "This connection has " + subscriptions + " subscriptions, the most it may have",
          Limit.MAX_SUBSCRIPTIONS_PER_CONNECTION);
    }
    if (!peer.subscriptions().hasRoom()) {
      peer.denials().count("server.memory");
      return NO_ROOM;
    }
    return null;
  }

  private static void open(Peer peer, Subscription held, Opening.Entered granted) {
    ChannelName channel = held.channel();
    succeed(
        peer,
        channel,
        channel.kind().has(Trait.ROSTER)
            ? ServerEvents.roster(channel, granted.roster())
            : plainSuccess(channel));
    if (channel.kind().has(Trait.CACHE)) {
      granted
          .cached()
          .ifPresentOrElse(
              event -> peer.sendText(event.text()),
              () -> peer.send(ServerEvents.cacheMiss(channel)));
    }
    // Last: the number of subscriptions, where it is told, is told to the newcomer too.
    peer.activate(held);
  }

  private static ServerMessage plainSuccess(ChannelName channel) {
    return new ServerMessage.SubscriptionSucceeded(channel.text(), NO_DATA);
  }

  private static void succeed(Peer peer, ChannelName channel, ServerMessage success) {
    if (channel.kind().has(Trait.AUTHORIZED)) {
      peer.authorized();
    }
    peer.send(success);
  }
}
