package io.belfry.rest;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.json.Json;

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
    return new PresenceData(UserData.checkedId(userId), "");
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

  @Override
  public String toString() {
    return "PresenceData[userId=" + Shortened.of(userId) + "]";
  }
}
