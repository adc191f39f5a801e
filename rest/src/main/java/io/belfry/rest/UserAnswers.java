package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a server answers about users. Members that are not known are passed over.
 *
 * <p>Thread: stateless.
 */
final class UserAnswers {
  private UserAnswers() {}

  static UserPage page(OnlineQuery query, byte[] body) {
    String object = Answers.text(body);
    List<OnlineUser> users =
        Answers.elements(body, "users").stream()
            .map(
                user ->
                    new OnlineUser(
                        Answers.string(user, "id"),
                        count(user, "connection_count"),
                        instant(user, "online_since_ms")))
            .toList();
    return new UserPage(
        users, Answers.optional(object, "next").map(query::behind), isComplete(object));
  }

  static UserState state(byte[] body) {
    return state(Answers.text(body), isComplete(Answers.text(body)));
  }

  private static UserState state(String object, boolean isComplete) {
    return new UserState(
        Answers.flag(object, "online"),
        count(object, "connection_count"),
        moment(object, "online_since_ms"),
        moment(object, "blocked_until_ms"),
        isComplete);
  }

  static Map<String, UserState> states(byte[] body) {
    boolean isComplete = isComplete(Answers.text(body));
    Map<String, UserState> states = new LinkedHashMap<>();
    Answers.members(body, "users")
        .forEach((id, object) -> states.put(id, state(object, isComplete)));
    return states;
  }

  static UserSessions sessions(byte[] body) {
    String object = Answers.text(body);
    return new UserSessions(
        Answers.elements(body, "sessions").stream().map(UserAnswers::session).toList(),
        Answers.flag(object, "truncated"),
        isComplete(object));
  }

  private static UserSession session(String object) {
    return new UserSession(
        Answers.string(object, "socket_id"),
        Answers.optional(object, "session"),
        Answers.optional(object, "device"),
        instant(object, "connected_at_ms"),
        instant(object, "signed_in_at_ms"),
        instant(object, "last_active_ms"),
        moment(object, "expires_at_ms"),
        new UserSession.Origin(
            Answers.optional(object, "address"),
            Answers.optional(object, "user_agent"),
            Answers.optional(object, "client"),
            Answers.string(object, "transport"),
            Answers.string(object, "node")),
        Answers.number(object, "channel_count").orElse(0),
        Answers.strings(object, "channels"));
  }

  static Terminated terminated(byte[] body) {
    String object = Answers.text(body);
    return new Terminated(count(object, "terminated"), isComplete(object));
  }

  static boolean isComplete(String object) {
    return !Answers.isFalse(object, "complete");
  }

  static long count(String object, String name) {
    return Answers.number(object, name)
        .orElseThrow(() -> new MalformedJson("Expected a number \"" + name + "\""));
  }

  static Optional<Instant> moment(String object, String name) {
    return Answers.number(object, name).stream().mapToObj(Instant::ofEpochMilli).findAny();
  }

  static Instant instant(String object, String name) {
    return Instant.ofEpochMilli(count(object, name));
  }
}
