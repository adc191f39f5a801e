package io.belfry.rest;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import tools.jackson.core.JsonToken;

/**
 * Who a member of a presence channel is, as an auth endpoint signs it.
 *
 * <p>Thread: immutable.
 */
public final class PresenceData {
  private final String userId;
  private final String info;

  private PresenceData(String userId, String info) {
    this.userId = userId;
    this.info = info;
  }

  /**
   * The member with that user id.
   *
   * @param userId 1 to 128 characters, no control characters
   * @throws IllegalArgumentException if it is none
   */
  public static PresenceData of(String userId) {
    return new PresenceData(Checked.userId(userId).text(), "");
  }

  /** The user as a member: with the same id and user info, and nothing else of it. */
  public static PresenceData of(UserData user) {
    return new PresenceData(user.id(), user.infoMember());
  }

  /**
   * The same member with free information about it, which the other members see.
   *
   * @param json source text of any JSON value, taken as it is
   * @throws IllegalArgumentException if it is no JSON
   */
  public PresenceData withUserInfo(String json) {
    return new PresenceData(userId, UserData.checkedJson(json));
  }

  /** The JSON text that is signed. */
  public String toJson() {
    return Json.objectText(
        members -> {
          members.writeStringProperty("user_id", userId);
          if (!info.isEmpty()) {
            members.writeName("user_info");
            members.writeRawValue(info);
          }
        });
  }

  /**
   * Checks a text that somebody else has serialised: an object whose {@code user_id} is a string or
   * a whole number.
   */
  static void checkDocument(String json) {
    boolean hasUserId = false;
    try (ObjectCursor members = ObjectCursor.over(json, ObjectCursor.Strictness.SIGNED)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("user_id")) {
          hasUserId = isUserId(members);
        }
      }
    } catch (MalformedJson e) {
      throw new IllegalArgumentException("The channel data is not a JSON object.", e);
    }
    if (!hasUserId) {
      throw new IllegalArgumentException(
          "The channel data has no acceptable user_id. Expected a string of 1 to 128 characters or"
              + " a whole number.");
    }
  }

  private static boolean isUserId(ObjectCursor member) {
    String text = member.string();
    return text == null
        ? member.kind() == JsonToken.VALUE_NUMBER_INT
        : UserId.parse(text).isPresent();
  }

  @Override
  public String toString() {
    return "PresenceData[userId=" + Shortened.of(userId) + "]";
  }
}
