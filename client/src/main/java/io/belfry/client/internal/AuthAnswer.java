package io.belfry.client.internal;

import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What an auth endpoint answered. The signed texts are kept byte for byte.
 *
 * <p>Thread: immutable.
 *
 * @param auth token
 * @param userData signed text of a user; null when absent
 * @param channelData signed text of a member; null when absent
 * @param sharedSecret secret of an encrypted channel; null when absent, or no base64 of 32 bytes
 * @see "rules CL-009, CL-025"
 */
record AuthAnswer(
    String auth,
    @Nullable String userData,
    @Nullable String channelData,
    @Nullable SharedSecret sharedSecret) {
  /**
   * Reads an answer.
   *
   * @throws MalformedJson if it is no JSON object, or a member has another type than string
   */
  static AuthAnswer parse(String json) {
    String auth = null;
    String userData = null;
    String channelData = null;
    SharedSecret sharedSecret = null;
    try (ObjectCursor members = ObjectCursor.over(json, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "auth" -> auth = string(members, name);
          case "user_data" -> userData = string(members, name);
          case "channel_data" -> channelData = string(members, name);
          case "shared_secret" -> sharedSecret = secret(members);
          default -> {}
        }
      }
    }
    if (auth == null || auth.isEmpty()) {
      throw new MalformedJson("The answer has no \"auth\"");
    }
    return new AuthAnswer(auth, userData, channelData, sharedSecret);
  }

  private static @Nullable String string(ObjectCursor members, String name) {
    if (members.kind() == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = members.string();
    if (text == null) {
      throw new MalformedJson("\"" + name + "\" is not a string");
    }
    return text;
  }

  private static @Nullable SharedSecret secret(ObjectCursor members) {
    String base64 = members.string();
    return base64 == null ? null : SharedSecret.parse(base64).orElse(null);
  }

  @Override
  public String toString() {
    return "AuthAnswer[***]";
  }
}
