package io.belfry.cli.demo;

import io.belfry.protocol.Shortened;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.Pusher;
import java.util.Set;

/**
 * {@code /pusher/auth}: lets connections into the channels of a list, and into no other. An
 * application would keep such a list for each user.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-09"
 */
final class ChannelAuthEndpoint {
  static final String OPEN_CHANNEL = "private-orders";
  static final String CLOSED_CHANNEL = "private-payroll";

  private static final Set<String> ALLOWED = Set.of(OPEN_CHANNEL);

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
                () ->
                    new IllegalArgumentException(
                        "The form has no field \"channel_name\". Add the channel to listen to."));
    if (!ALLOWED.contains(channel)) {
      return Answer.refusal(
          Answer.FORBIDDEN,
          "Nobody may listen to \""
              + Shortened.of(channel)
              + "\" here. The demo lets everybody into "
              + OPEN_CHANNEL
              + ".");
    }
    return Answer.json(pusher.authorizeChannel(request.socketId(), channel).toJson());
  }
}
