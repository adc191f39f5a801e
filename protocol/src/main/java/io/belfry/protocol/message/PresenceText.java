package io.belfry.protocol.message;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The payloads that speak of members and watched users. Ids are strings everywhere, every id has a
 * key in {@code hash}, and the user info of a member is passed on as the text that was signed.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-064, WS-068, WS-087"
 */
final class PresenceText {
  private static final String NO_INFO = "null";

  private PresenceText() {}

  static String roster(List<Member> members) {
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

  static String added(Member member) {
    return Json.objectText(
        json -> {
          json.writeStringProperty("user_id", member.id().text());
          info(json, "user_info", member.userInfo());
        });
  }

  static String removed(UserId user) {
    return Json.objectText(json -> json.writeStringProperty("user_id", user.text()));
  }

  static String watchlist(ServerMessage.WatchlistEvents changes) {
    return Json.objectText(
        json -> {
          json.writeArrayPropertyStart("events");
          users(json, "online", changes.online());
          users(json, "offline", changes.offline());
          json.writeEndArray();
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
