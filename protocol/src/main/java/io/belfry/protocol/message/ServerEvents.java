package io.belfry.protocol.message;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Makes the messages that speak of members, counts, kept events and watched users. Ids are strings
 * everywhere, every id has a key in {@code hash}, and the user info of a member is passed on as the
 * text that was signed. On the wire they are events like any other, and a client reads them so.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-064, WS-068, WS-074, WS-079, WS-087"
 */
public final class ServerEvents {
  private static final String NO_INFO = "null";
  private static final String NOTHING = "{}";

  private ServerEvents() {}

  /**
   * The subscription of a presence channel stands.
   *
   * @param members all members, the new one included, in the order in which they came
   */
  public static ServerMessage roster(ChannelName channel, List<Member> members) {
    return new ServerMessage.SubscriptionSucceeded(channel.text(), rosterText(members));
  }

  /** A member has come to a presence channel. */
  public static ServerMessage memberAdded(ChannelName channel, Member member) {
    String data =
        Json.objectText(
            json -> {
              json.writeStringProperty("user_id", member.id().text());
              info(json, "user_info", member.userInfo());
            });
    return event(EventName.MEMBER_ADDED, channel, data);
  }

  /** A member has left a presence channel. */
  public static ServerMessage memberRemoved(ChannelName channel, UserId user) {
    String data = Json.objectText(json -> json.writeStringProperty("user_id", user.text()));
    return event(EventName.MEMBER_REMOVED, channel, data);
  }

  /** So many connections are subscribed to a channel. */
  public static ServerMessage subscriptionCount(ChannelName channel, long count) {
    String data = Json.objectText(json -> json.writeNumberProperty("subscription_count", count));
    return event(EventName.SUBSCRIPTION_COUNT, channel, data);
  }

  /** A cache channel keeps no event. */
  public static ServerMessage cacheMiss(ChannelName channel) {
    return event(EventName.CACHE_MISS, channel, NOTHING);
  }

  /** Watched users are online or offline now; one of the lists may be empty. */
  public static ServerMessage watchlist(List<UserId> online, List<UserId> offline) {
    String data =
        Json.objectText(
            json -> {
              json.writeArrayPropertyStart("events");
              users(json, "online", online);
              users(json, "offline", offline);
              json.writeEndArray();
            });
    return new ServerMessage.Event(EventName.WATCHLIST_EVENTS, null, data, null);
  }

  private static ServerMessage event(String name, ChannelName channel, String data) {
    return new ServerMessage.Event(name, channel.text(), data, null);
  }

  private static String rosterText(List<Member> members) {
    return Json.objectText(
        json -> {
          json.writeObjectPropertyStart("presence");
          json.writeArrayPropertyStart("ids");
          members.forEach(member -> json.writeString(member.id().text()));
          json.writeEndArray();
          json.writeObjectPropertyStart("hash");
          members.forEach(member -> info(json, member.id().text(), member.userInfo()));
          json.writeEndObject();
          json.writeNumberProperty("count", members.size());
          json.writeEndObject();
        });
  }

  private static void users(JsonGenerator json, String name, List<UserId> users) {
    if (users.isEmpty()) {
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeArrayPropertyStart("user_ids");
    users.forEach(user -> json.writeString(user.text()));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void info(JsonGenerator json, String name, @Nullable String source) {
    json.writeName(name);
    json.writeRawValue(source == null ? NO_INFO : source);
  }
}
