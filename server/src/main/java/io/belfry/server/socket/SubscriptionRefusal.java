package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.WrongToken;
import org.jspecify.annotations.Nullable;

/**
 * Why a subscription was refused. The client is told twice: its channel object by {@code
 * pusher:subscription_error}, and everybody who only listens to errors by {@code pusher:error}.
 *
 * <p>Thread: immutable.
 *
 * @param type kind of refusal
 * @param reason for the operator
 * @param hint what happened and what was expected; never a secret
 * @param limit limit that refuses, null when it is none
 * @param attempt the token, when that is to blame
 * @see "rule WS-054"
 */
record SubscriptionRefusal(
    Type type, Reason reason, String hint, @Nullable Limit limit, @Nullable WrongToken attempt) {
  /** A refusal that no limit is to blame for. */
  SubscriptionRefusal(Type type, Reason reason, String hint) {
    this(type, reason, hint, null, null);
  }

  /** A refusal that perhaps a limit is to blame for. */
  SubscriptionRefusal(Type type, Reason reason, String hint, @Nullable Limit limit) {
    this(type, reason, hint, limit, null);
  }

  enum Type {
    AUTH_ERROR("AuthError", 401, ErrorCode.SUBSCRIPTION_UNAUTHORIZED),
    REFUSED("AuthError", 403, ErrorCode.SUBSCRIPTION_UNAUTHORIZED),
    INVALID_CHANNEL_NAME("InvalidChannelName", 400, ErrorCode.SUBSCRIPTION_REJECTED),
    INVALID_DATA("InvalidData", 400, ErrorCode.SUBSCRIPTION_REJECTED),
    LIMIT_REACHED("LimitReached", 413, ErrorCode.SUBSCRIPTION_REJECTED);

    private final String wireName;
    private final int status;
    private final ErrorCode code;

    Type(String wireName, int status, ErrorCode code) {
      this.wireName = wireName;
      this.status = status;
      this.code = code;
    }
  }

  void tell(Peer peer, App app, String channel) {
    if (limit != null) {
      peer.denials().count(limit.key());
    }
    String key = attempt == null ? null : attempt.key();
    Denials denials = peer.denials();
    denials.note(
        denials.wish(app, RefusalKind.SUBSCRIPTION, reason, key).about(channel).with(attempt));
    boolean wouldThrowThere =
        peer.library() == ClientLibrary.JAVA_CLIENT
            && ChannelKind.of(channel).has(ChannelKind.Trait.ENCRYPTED);
    if (!wouldThrowThere) {
      peer.send(new ServerMessage.SubscriptionError(channel, type.wireName, hint, type.status));
    }
    String named = channel.isBlank() ? "a channel without a name" : Shortened.of(channel);
    denials.refuse(type.code, "Subscription to " + named + " rejected: " + hint);
  }
}
