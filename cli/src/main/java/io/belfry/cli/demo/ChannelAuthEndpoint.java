package io.belfry.cli.demo;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.Pusher;

/**
 * {@code /pusher/auth}: lets connections into all private channels but one.
 *
 * <p>Thread: thread-safe.
 */
final class ChannelAuthEndpoint {
  static final String OPEN_CHANNEL = "private-orders";
  static final String CLOSED_CHANNEL = "private-payroll";

  private final Pusher pusher;

  ChannelAuthEndpoint(Pusher pusher) {
    this.pusher = pusher;
  }

  /**
   * Answers a subscription.
   *
   * @throws IllegalArgumentException if the form is wrong
   */
  Answer post(String form) {
    AuthRequest request = AuthRequest.parse(form);
    String channel =
        request
            .channelName()
            .orElseThrow(
                () -> new IllegalArgumentException("The form has no field \"channel_name\"."));
    if (channel.equals(CLOSED_CHANNEL)) {
      return Answer.refusal(Answer.FORBIDDEN, "Nobody may see " + CLOSED_CHANNEL + " here.");
    }
    if (ChannelKind.of(channel).has(Trait.ROSTER)) {
      return Answer.refusal(Answer.FORBIDDEN, "The demo has no presence channels.");
    }
    return Answer.json(pusher.authorizeChannel(request.socketId(), channel).toJson());
  }
}
