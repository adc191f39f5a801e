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
import io.belfry.server.refusal.Reason;
import io.belfry.server.socket.SubscriptionRefusal.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes a connection. Success is written at the moment from which every event published is
 * delivered, and before any of them.
 *
 * <p>Thread: stateless; runs on the event loop of the connection.
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

  void handle(Connection connection, Subscribe subscribe) {
    App app = connection.app();
    Optional<ChannelName> name =
        ChannelName.parse(
            subscribe.channel(),
            (int) app.limits().of(Limit.MAX_CHANNEL_NAME_LENGTH),
            (int) app.limits().of(Limit.MAX_USER_ID_LENGTH));
    if (name.isEmpty()) {
      invalidName(subscribe.channel()).tell(connection, subscribe.channel());
      return;
    }
    ChannelName channel = name.get();
    SubscriptionRefusal refusal = refusal(connection, channel, subscribe);
    if (refusal != null) {
      refusal.tell(connection, channel.text());
    } else if (channel.kind().has(Trait.OWN_USER_ONLY)) {
      connection.receiveUserEvents(true);
      succeed(connection, channel, plainSuccess(channel));
    } else if (connection.subscriptions().find(channel.text()) != null) {
      subscribeAgain(connection, channel);
    } else if (channel.kind().has(Trait.ROSTER)) {
      subscribeMember(connection, channel, subscribe);
    } else {
      subscribe(connection, channel, null);
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
      Connection connection, ChannelName channel, Subscribe subscribe) {
    if (channel.kind().has(Trait.OWN_USER_ONLY)) {
      return channel.user().filter(id -> id.equals(connection.user())).isPresent()
          ? null
          : new SubscriptionRefusal(
              Type.AUTH_ERROR, Reason.NOT_THIS_USER, "Not signed in as the user of this channel");
    }
    return channel.kind().has(Trait.AUTHORIZED)
        ? ChannelAuthorization.check(connection, channel, subscribe)
        : null;
  }

  /** Success once more, and nothing else changes: neither counts nor members nor cache. */
  private static void subscribeAgain(Connection connection, ChannelName channel) {
    if (channel.kind().has(Trait.ROSTER)) {
      connection.await(
          connection.holdings().channels().roster(channel),
          members -> succeed(connection, channel, ServerEvents.roster(channel, members)));
    } else {
      succeed(connection, channel, plainSuccess(channel));
    }
  }

  private static void subscribeMember(
      Connection connection, ChannelName channel, Subscribe subscribe) {
    switch (Membership.of(connection, subscribe)) {
      case Membership.Granted granted -> subscribe(connection, channel, granted.member());
      case Membership.Refused refused -> refused.refusal().tell(connection, channel.text());
    }
  }

  private static void subscribe(
      Connection connection, ChannelName channel, @Nullable Member member) {
    int subscriptions = connection.subscriptions().size();
    if (!connection
        .app()
        .limits()
        .allows(Limit.MAX_SUBSCRIPTIONS_PER_CONNECTION, subscriptions + 1)) {
      new SubscriptionRefusal(
              Type.LIMIT_REACHED,
              Reason.TOO_MANY_SUBSCRIPTIONS,
              "This connection has " + subscriptions + " subscriptions, the most it may have",
              Limit.MAX_SUBSCRIPTIONS_PER_CONNECTION)
          .tell(connection, channel.text());
      return;
    }
    if (!connection.subscriptions().hasRoom()) {
      connection.countRefusal("server.memory");
      NO_ROOM.tell(connection, channel.text());
      return;
    }
    UserId user = member == null ? null : member.id();
    Subscription held = connection.subscriptions().hold(channel, connection, user);
    connection.await(
        connection.holdings().channels().opening(held, member),
        opening -> {
          switch (opening) {
            case Opening.Granted granted -> open(connection, held, granted);
            case Opening.Full full -> {
              connection.subscriptions().release(held);
              new SubscriptionRefusal(
                      Type.LIMIT_REACHED,
                      Reason.CHANNEL_FULL,
                      "The maximum number of members of this channel is reached",
                      Limit.MAX_PRESENCE_MEMBERS)
                  .tell(connection, channel.text());
            }
          }
        });
  }

  private static void open(Connection connection, Subscription held, Opening.Granted granted) {
    ChannelName channel = held.channel();
    succeed(
        connection,
        channel,
        channel.kind().has(Trait.ROSTER)
            ? ServerEvents.roster(channel, granted.roster())
            : plainSuccess(channel));
    if (channel.kind().has(Trait.CACHE)) {
      granted
          .cached()
          .ifPresentOrElse(
              event -> connection.sendText(event.text()),
              () -> connection.send(ServerEvents.cacheMiss(channel)));
    }
    // Last: the number of subscriptions, where it is told, is told to the newcomer too.
    connection.activate(held);
  }

  private static ServerMessage plainSuccess(ChannelName channel) {
    return new ServerMessage.SubscriptionSucceeded(channel.text(), NO_DATA);
  }

  private static void succeed(Connection connection, ChannelName channel, ServerMessage success) {
    if (channel.kind().has(Trait.AUTHORIZED)) {
      connection.authorized();
    }
    connection.send(success);
  }
}
