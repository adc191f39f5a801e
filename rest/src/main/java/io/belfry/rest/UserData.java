package io.belfry.rest;

import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.ObjectCursor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a user is, as an auth endpoint signs it.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-150"
 */
public final class UserData {
  private static final int MAX_WATCHLIST = 100;
  private static final int MAX_SESSION = 128;
  private static final int MAX_DEVICE = 64;

  private final String id;
  private final String infoMember;
  private final List<String> watchlist;
  private final Place place;

  private UserData(String id, String infoMember, List<String> watchlist, Place place) {
    this.id = id;
    this.infoMember = infoMember;
    this.watchlist = watchlist;
    this.place = place;
  }

  /** Where the user is, empty for what is not told, and until when; null for without end. */
  private record Place(String session, String device, @Nullable Instant until) {
    private static final Place UNTOLD = new Place("", "", null);
  }

  /**
   * The user of that id.
   *
   * @param id 1 to 128 characters, no control characters
   * @throws IllegalArgumentException if nobody could sign in with it
   */
  public static UserData of(String id) {
    return new UserData(Checked.userId(id).text(), "", List.of(), Place.UNTOLD);
  }

  /**
   * The same user with free information about it, which presence channels show to other members.
   *
   * @param json source text of any JSON value, taken as it is
   * @throws IllegalArgumentException if it is no JSON
   */
  public UserData withUserInfo(String json) {
    return new UserData(id, checkedJson(json), watchlist, place);
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
    List<String> watched = ids.stream().map(each -> Checked.userId(each).text()).toList();
    return new UserData(id, infoMember, watched, place);
  }

  /**
   * The same user in a login session of the application's, which the tabs of one browser share.
   * Servers that do not know login sessions pass over it.
   *
   * @param session 1 to 128 characters, no control characters; no secret, such as the session id of
   *     a cookie: the user's own client sees it
   * @throws IllegalArgumentException if it is anything else
   */
  public UserData withSession(String session) {
    String checked = checkedLabel("session", session, MAX_SESSION);
    return new UserData(id, infoMember, watchlist, new Place(checked, place.device, place.until));
  }

  /**
   * The same user on a device, named for people to read. Servers that do not know devices pass over
   * it.
   *
   * @param device 1 to 64 characters, no control characters
   * @throws IllegalArgumentException if it is anything else
   */
  public UserData withDevice(String device) {
    String checked = checkedLabel("device", device, MAX_DEVICE);
    return new UserData(id, infoMember, watchlist, new Place(place.session, checked, place.until));
  }

  /**
   * The same user, signed in until then: the server ends the session shortly before, and clients
   * that know of it renew it. Servers that do not know expiry pass over it.
   *
   * @param until at least 10 s ahead by the server's clock, else the sign-in is refused; fractions
   *     of a second are dropped
   */
  public UserData withExpiry(Instant until) {
    return new UserData(id, infoMember, watchlist, new Place(place.session, place.device, until));
  }

  /** The user's id. */
  public String id() {
    return id;
  }

  /** The login session of the application's, if one is told. */
  public Optional<String> session() {
    return place.session.isEmpty() ? Optional.empty() : Optional.of(place.session);
  }

  String infoMember() {
    return infoMember;
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
              if (place.until != null) {
                members.writeNumberProperty("exp", place.until.getEpochSecond());
              }
              if (!place.session.isEmpty()) {
                members.writeStringProperty("session", place.session);
              }
              if (!place.device.isEmpty()) {
                members.writeStringProperty("device", place.device);
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

  private static String checkedLabel(String what, String text, int maxLength) {
    int length = text.codePointCount(0, text.length());
    if (length < 1 || length > maxLength || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " \""
              + Shortened.of(text)
              + "\" is malformed. Expected 1 to "
              + maxLength
              + " characters, none of them a control character.");
    }
    return Checked.text(text);
  }

  static String checkedJson(String json) {
    String wrapped = "{\"value\":" + json + "}";
    if (ObjectCursor.signableMembers(wrapped) != 1) {
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
