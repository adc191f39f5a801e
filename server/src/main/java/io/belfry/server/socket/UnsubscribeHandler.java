package io.belfry.server.socket;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.Unsubscribe;
import io.belfry.server.channel.Subscription;

/**
 * Ends a subscription. There is no answer, and a channel that is not subscribed is passed over.
 *
 * <p>Thread: stateless; runs on the event loop of the peer.
 *
 * @see "rules WS-059, WS-060"
 */
final class UnsubscribeHandler {
  void handle(Peer peer, Unsubscribe unsubscribe) {
    UserId user = peer.identity().user();
    if (user != null && ChannelName.serverToUser(user).text().equals(unsubscribe.channel())) {
      peer.subscriptions().releaseUserChannel();
      return;
    }
    Subscription subscription = peer.subscriptions().find(unsubscribe.channel());
    if (subscription != null) {
      peer.subscriptions().release(subscription);
    }
  }
}
