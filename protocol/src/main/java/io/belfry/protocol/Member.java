package io.belfry.protocol;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * A user, seen from a presence channel.
 *
 * <p>Thread: immutable.
 *
 * @param id who it is; always text, also where the application signed a number
 * @param userInfo source text of {@code user_info}, null when it is absent
 * @see "rules WS-068, WS-072"
 */
public record Member(UserId id, @Nullable String userInfo) {
  private static final String NEEDS_ID =
      "channel_data must contain a user_id: a non-empty string or an integer";

  /**
   * Reads the JSON text of a presence subscription.
   *
   * @param channelData the signed text, exactly as received
   * @param maxIdLength longest id, in code points
   * @throws ProtocolException with {@link ErrorCode#SUBSCRIPTION_REJECTED} if it is no JSON object
   *     or has no acceptable id
   */
  public static Member parse(String channelData, int maxIdLength) {
    UserId id = null;
    String userInfo = null;
    try (ObjectCursor members = ObjectCursor.over(channelData, ObjectCursor.Strictness.SIGNED)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "user_id" -> id = id(members, maxIdLength);
          case "user_info" -> userInfo = members.source();
          default -> {}
        }
      }
    } catch (MalformedJson e) {
      throw refused("channel_data is not a JSON object");
    }
    if (id == null) {
      throw refused(NEEDS_ID);
    }
    return new Member(id, userInfo);
  }

  // An integer is taken as it was written, so 10 and "10" are one member.
  private static UserId id(ObjectCursor members, int maxLength) {
    String text =
        members.kind() == JsonToken.VALUE_NUMBER_INT ? members.source() : members.string();
    return UserId.parse(text == null ? "" : text, maxLength).orElseThrow(() -> refused(NEEDS_ID));
  }

  private static ProtocolException refused(String hint) {
    return new ProtocolException(ErrorCode.SUBSCRIPTION_REJECTED, hint);
  }
}
