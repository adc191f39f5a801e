package io.belfry.cli.demo;

import io.belfry.protocol.Shortened;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.ChannelAuth;
import io.belfry.rest.Pusher;

/**
 * {@code /pusher/auth}: lets connections into the channels of a list, and into no other. One is
 * open to everybody, the lobby to users only: whoever asks has to say in the field {@code user} who
 * he is, as in {@link UserAuthEndpoint}. As which member he comes, Belfry knows from the sign-in.
 * An application would keep such a list for each user.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-09"
 */
final class ChannelAuthEndpoint {
  static final String OPEN_CHANNEL = "private-orders";
  static final String CLOSED_CHANNEL = "private-payroll";
  static final String LOBBY = "presence-lobby";

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
    String channel = request.requiredChannelName();
    return switch (channel) {
      case OPEN_CHANNEL -> signed(pusher.authorizeChannel(request.socketId(), channel));
      case LOBBY ->
          isUser(request)
              ? signed(pusher.authorizeChannelAsSignedInUser(request.socketId(), channel))
              : Answer.refusal(
                  Answer.FORBIDDEN,
                  "There is no session for this browser. The lobby is for users of the demo.");
      default ->
          Answer.refusal(
              Answer.FORBIDDEN,
              "Nobody may listen to \""
                  + Shortened.of(channel)
                  + "\" here. The demo lets everybody into "
                  + OPEN_CHANNEL
                  + " and its users into "
                  + LOBBY
                  + ".");
    };
  }

  private static boolean isUser(AuthRequest request) {
    return request.parameter("user").flatMap(DemoUser::of).isPresent();
  }

  private static Answer signed(ChannelAuth auth) {
    return Answer.json(auth.toJson());
  }
}
