package io.belfry.server.socket;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.message.ClientMessage.Subscribe;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.app.App;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.WrongToken;
import io.belfry.server.socket.SubscriptionRefusal.Type;
import org.jspecify.annotations.Nullable;

/**
 * Checks the token of a subscription. Channel data that is present is part of the signed text on
 * every kind of channel, and has to be a JSON object although its signature is right: else a
 * private channel's name could pass as another's data.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-054, WS-055, THR-03, THR-04"
 */
final class ChannelAuthorization {
  private ChannelAuthorization() {}

  /** The refusal; null when the subscription is authorised. */
  static @Nullable SubscriptionRefusal check(
      App app, SocketId socketId, ChannelName channel, Subscribe subscribe) {
    String auth = subscribe.auth();
    if (auth == null || auth.isEmpty()) {
      return unauthorized(Reason.AUTH_MISSING, "Auth value for subscription is missing", null);
    }
    String data = subscribe.channelData();
    WrongToken attempt = new WrongToken(auth, socketId, channel, data);
    if (data != null && Surrogates.hasLone(data)) {
      return unauthorized(Reason.SIGNATURE_WRONG, "Invalid signature", attempt);
    }
    String text = StringToSign.subscription(socketId, channel, data);
    return switch (app.verify(auth, text)) {
      case UNKNOWN_KEY ->
          unauthorized(
              app.hasKey(attempt.key()) ? Reason.KEY_INACTIVE : Reason.KEY_UNKNOWN,
              "Invalid key in subscription auth data",
              attempt);
      case BAD_SIGNATURE -> unauthorized(Reason.SIGNATURE_WRONG, "Invalid signature", attempt);
      case GRANTED ->
          data == null || ObjectCursor.isSignable(data)
              ? null
              : new SubscriptionRefusal(
                  Type.INVALID_DATA,
                  Reason.CHANNEL_DATA_INVALID,
                  "channel_data is not a JSON object");
    };
  }

  private static SubscriptionRefusal unauthorized(
      Reason reason, String hint, @Nullable WrongToken attempt) {
    return new SubscriptionRefusal(Type.AUTH_ERROR, reason, hint, null, attempt);
  }
}
