package io.belfry.rest;

import io.belfry.protocol.json.Json;
import io.belfry.rest.RestCall.Question;
import io.belfry.rest.internal.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What is asked about users, as requests of the HTTP API with how their answers are read.
 *
 * <p>Thread: stateless.
 */
final class UserCalls {
  private static final int MAX_BATCH = 1_000;
  private static final String USERS = "users";

  private UserCalls() {}

  static Question<UserPage> askOnline(OnlineQuery query) {
    ApiRequest request =
        ApiRequest.get(USERS).withParameter("limit", Integer.toString(query.limit()));
    if (!query.prefix().isEmpty()) {
      request = request.withParameter("filter_by_prefix", query.prefix());
    }
    if (query.after().isPresent()) {
      request = request.withParameter("after", query.after().get());
    }
    return new Question<>(request, body -> UserAnswers.page(query, body));
  }

  static Question<UserState> askState(String userId) {
    return new Question<>(ApiRequest.get(USERS, id(userId)), UserAnswers::state);
  }

  static Question<Map<String, UserState>> askStates(Collection<String> userIds) {
    if (userIds.isEmpty() || userIds.size() > MAX_BATCH) {
      throw new IllegalArgumentException(
          userIds.size() + " users are asked for. Expected 1 to " + MAX_BATCH + ".");
    }
    List<String> ids = userIds.stream().map(UserCalls::id).toList();
    byte[] json =
        Json.object(
            members -> {
              members.writeArrayPropertyStart("ids");
              ids.forEach(members::writeString);
              members.writeEndArray();
            });
    return new Question<>(ApiRequest.post(json, "batch_users"), UserAnswers::states);
  }

  static Question<UserSessions> askSessions(String userId) {
    return new Question<>(ApiRequest.get(USERS, id(userId), "sessions"), UserAnswers::sessions);
  }

  static Question<UserSessions> askSessionsWithChannels(String userId) {
    ApiRequest request =
        ApiRequest.get(USERS, id(userId), "sessions").withParameter("info", "channels");
    return new Question<>(request, UserAnswers::sessions);
  }

  static Question<Terminated> orderEnd(String userId, SessionsToEnd sessions) {
    ApiRequest request =
        ApiRequest.post(
            sessions.toJson().getBytes(StandardCharsets.UTF_8),
            USERS,
            id(userId),
            "sessions",
            "terminate");
    return new Question<>(request, UserAnswers::terminated);
  }

  static String id(String userId) {
    return Checked.userId(userId).text();
  }
}
