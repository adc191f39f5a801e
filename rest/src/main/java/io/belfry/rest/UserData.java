package io.belfry.rest;

import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import java.util.Collection;
import java.util.List;

/**
 * Who a user is, as an auth endpoint signs it.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-150"
 */
public final class UserData {
  private static final int MAX_WATCHLIST = 100;

  private final String id;
  private final String infoMember;
  private final List<String> watchlist;

  private UserData(String id, String infoMember, List<String> watchlist) {
    this.id = id;
    this.infoMember = infoMember;
    this.watchlist = watchlist;
  }

  /**
   * The user of that id.
   *
   * @param id 1 to 128 characters, no control characters
   * @throws IllegalArgumentException if nobody could sign in with it
   */
  public static UserData of(String id) {
    return new UserData(Checked.userId(id).text(), "", List.of());
  }

  /**
   * The same user with free information about it, which presence channels show to other members.
   *
   * @param json source text of any JSON value, taken as it is
   * @throws IllegalArgumentException if it is no JSON
   */
  public UserData withUserInfo(String json) {
    return new UserData(id, checkedJson(json), watchlist);
  }

  /**
   * The same user with the users it wants to know online or offline.
   *
   * @param ids at most 100 user ids
   * @throws IllegalArgumentException if one is no user id, or if there are too many
   */
  public UserData withWatchlist(Collection<String> ids) {
    if (ids.size() > MAX_WATCHLIST) {
      throw new IllegalArgumentException(
          "The watchlist has " + ids.size() + " users. At most " + MAX_WATCHLIST + " are allowed.");
    }
    return new UserData(
        id, infoMember, ids.stream().map(watched -> Checked.userId(watched).text()).toList());
  }

  /** The JSON text that is signed. */
  public String toJson() {
    String json =
        Json.objectText(
            members -> {
              members.writeStringProperty("id", id);
              if (!infoMember.isEmpty()) {
                members.writeName("user_info");
                members.writeRawValue(infoMember);
              }
              if (!watchlist.isEmpty()) {
                members.writeArrayPropertyStart("watchlist");
                watchlist.forEach(members::writeString);
                members.writeEndArray();
              }
            });
    return checkedDocument(json);
  }

  /** Checks a text that somebody else has serialised. */
  static String checkedDocument(String json) {
    try {
      io.belfry.protocol.UserData.parse(json, UserId.DEFAULT_MAX_LENGTH);
      return json;
    } catch (ProtocolException e) {
      throw new IllegalArgumentException("The user data is malformed: " + e.hint() + ".", e);
    }
  }

  static String checkedJson(String json) {
    String wrapped = "{\"value\":" + json + "}";
    if (JsonText.memberCount(wrapped) != 1) {
      throw new IllegalArgumentException(
          "The information about the user is not JSON. Expected source text such as {\"name\":\"Ada\"}.");
    }
    return json;
  }

  @Override
  public String toString() {
    return "UserData[id=" + Shortened.of(id) + "]";
  }
}
