package io.belfry.server.socket;

import io.belfry.protocol.Member;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.message.ClientMessage.Subscribe;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.refusal.Reason;
import io.belfry.server.socket.SubscriptionRefusal.Type;
import java.nio.charset.StandardCharsets;

/**
 * Who somebody is on a presence channel: what the signed channel data says, else the signed-in
 * user.
 *
 * <p>Thread: immutable.
 *
 * @see "rules WS-068 to WS-073, LIM-019"
 */
sealed interface Membership {
  /** It is that member. */
  record MayJoin(Member member) implements Membership {}

  /** It is nobody. */
  record MayNotJoin(SubscriptionRefusal refusal) implements Membership {}

  /** The verdict on a subscription whose token was verified already. */
  static Membership of(Limits limits, Identity identity, Subscribe subscribe) {
    String channelData = subscribe.channelData();
    if (channelData == null) {
      Member user = identity.asMember();
      return user == null
          ? refused(
              Type.AUTH_ERROR,
              "A presence channel needs channel_data, or a connection that is signed in")
          : within(limits, user);
    }
    try {
      int maxIdLength = (int) limits.of(Limit.MAX_USER_ID_LENGTH);
      return within(limits, Member.parse(channelData, maxIdLength));
    } catch (ProtocolException e) {
      Limit limit = isReadableWithALongerId(channelData) ? Limit.MAX_USER_ID_LENGTH : null;
      return new MayNotJoin(
          new SubscriptionRefusal(Type.INVALID_DATA, Reason.CHANNEL_DATA_INVALID, e.hint(), limit));
    }
  }

  private static Membership within(Limits limits, Member member) {
    String info = member.userInfo();
    int bytes = info == null ? 0 : info.getBytes(StandardCharsets.UTF_8).length;
    return limits.allows(Limit.MAX_PRESENCE_MEMBER_BYTES, bytes)
        ? new MayJoin(member)
        : new MayNotJoin(
            new SubscriptionRefusal(
                Type.LIMIT_REACHED,
                Reason.MEMBER_TOO_LARGE,
                "user_info has "
                    + bytes
                    + " bytes, "
                    + limits.of(Limit.MAX_PRESENCE_MEMBER_BYTES)
                    + " are allowed",
                Limit.MAX_PRESENCE_MEMBER_BYTES));
  }

  private static boolean isReadableWithALongerId(String channelData) {
    try {
      Member.parse(channelData, Integer.MAX_VALUE);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static Membership refused(Type type, String hint) {
    return new MayNotJoin(new SubscriptionRefusal(type, Reason.MEMBER_MISSING, hint));
  }
}
