package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.message.ClientMessage.Subscribe;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.Subscription;
import io.belfry.server.socket.SubscriptionRefusal.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes a connection. Success is written at the moment from which every event published is
 * delivered, and before any of them.
 *
 * <p>Thread: stateless; runs on the event loop of the connection.
 *
 * @see "rules WS-046, WS-052 to WS-058"
 */
final class SubscribeHandler {
  private static final String NO_DATA = "{}";

  void handle(Connection connection, Subscribe subscribe) {
    App app = connection.app();
    Optional<ChannelName> name =
        ChannelName.parse(
            subscribe.channel(),
            (int) app.limits().of(Limit.MAX_CHANNEL_NAME_LENGTH),
            (int) app.limits().of(Limit.MAX_USER_ID_LENGTH));
    if (name.isEmpty()) {
      new SubscriptionRefusal(Type.INVALID_CHANNEL_NAME, "Invalid channel name")
          .tell(connection, subscribe.channel());
      return;
    }
    ChannelName channel = name.get();
    SubscriptionRefusal refusal = refusal(connection, channel, subscribe);
    if (refusal != null) {
      refusal.tell(connection, channel.text());
    } else if (channel.kind().has(Trait.OWN_USER_ONLY)) {
      connection.receiveUserEvents(true);
      succeed(connection, channel);
    } else {
      subscribe(connection, channel);
    }
  }

  private static @Nullable SubscriptionRefusal refusal(
      Connection connection, ChannelName channel, Subscribe subscribe) {
    if (channel.kind().has(Trait.OWN_USER_ONLY)) {
      return channel.user().filter(id -> id.equals(connection.user())).isPresent()
          ? null
          : new SubscriptionRefusal(Type.AUTH_ERROR, "Not signed in as the user of this channel");
    }
    if (channel.kind().has(Trait.ROSTER) || channel.kind().has(Trait.CACHE)) {
      return new SubscriptionRefusal(
          Type.NOT_SUPPORTED,
          "This version of Belfry has no presence and cache channels yet; use a public or private one");
    }
    return channel.kind().has(Trait.AUTHORIZED)
        ? ChannelAuthorization.check(connection, channel, subscribe)
        : null;
  }

  private static void subscribe(Connection connection, ChannelName channel) {
    if (connection.subscriptions().find(channel.text()) != null) {
      succeed(connection, channel);
      return;
    }
    int subscriptions = connection.subscriptions().size();
    if (!connection
        .app()
        .limits()
        .allows(Limit.MAX_SUBSCRIPTIONS_PER_CONNECTION, subscriptions + 1)) {
      new SubscriptionRefusal(
              Type.LIMIT_REACHED,
              "This connection has " + subscriptions + " subscriptions, the most it may have")
          .tell(connection, channel.text());
      return;
    }
    Subscription held = connection.holdings().channels().hold(channel, connection);
    connection.subscriptions().add(held);
    connection.await(
        connection.holdings().channels().occupied(held),
        () -> {
          connection.holdings().channels().activate(held);
          succeed(connection, channel);
        });
  }

  private static void succeed(Connection connection, ChannelName channel) {
    if (channel.kind().has(Trait.AUTHORIZED)) {
      connection.authorized();
    }
    connection.send(new ServerMessage.SubscriptionSucceeded(channel.text(), NO_DATA));
  }
}
