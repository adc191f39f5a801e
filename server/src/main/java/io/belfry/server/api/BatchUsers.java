package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Says of many users whether they are online.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-012"
 */
final class BatchUsers implements Endpoint {
  private static final int MOST = 1_000;
  private static final int IDS_A_POINT = 100;

  private final ClusterAdapter cluster;
  private final ApiRates rates;

  BatchUsers(ClusterAdapter cluster, ApiRates rates) {
    this.cluster = cluster;
    this.rates = rates;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Set<UserId> users = users(call.request().body(), call.app().limits());
    int points = (users.size() + IDS_A_POINT - 1) / IDS_A_POINT;
    rates.take(call.app(), Limit.READ_REQUESTS_PER_SECOND, points);
    return cluster
        .ask(new Question.OfUsers(call.app().id(), users))
        .thenApply(answer -> list(users, answer));
  }

  private static Set<UserId> users(byte[] body, Limits limits) {
    Set<UserId> users = Set.of();
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("ids")) {
          users = ids(members, limits);
        }
      }
    } catch (MalformedJson e) {
      throw EventBody.bodyInvalid(body, e);
    }
    if (users.isEmpty()) {
      throw EventBody.jsonInvalid("Expected ids, an array of 1 to " + MOST + " user ids.");
    }
    return users;
  }

  private static Set<UserId> ids(ObjectCursor members, Limits limits) {
    if (members.kind() != JsonToken.START_ARRAY) {
      throw EventBody.jsonInvalid("\"ids\" has to be an array of strings.");
    }
    Set<UserId> users = new LinkedHashSet<>();
    int index = 0;
    try {
      JsonParser parser = members.parser();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        if (index == MOST) {
          throw ApiReason.TOO_MANY_IDS.error(MOST);
        }
        if (token != JsonToken.VALUE_STRING) {
          throw EventBody.jsonInvalid("\"ids\" has to be an array of strings.").at(index);
        }
        users.add(user(parser.getString(), index, limits));
        index++;
      }
    } catch (JacksonException e) {
      throw EventBody.jsonInvalid("\"ids\" is not valid JSON.");
    }
    return users;
  }

  private static UserId user(String text, int index, Limits limits) {
    try {
      return UserPath.user(text, limits);
    } catch (ApiError e) {
      throw e.at(index);
    }
  }

  private static Response list(Set<UserId> asked, Answer<Map<UserId, UserFacts>> answer) {
    return Response.ok(
        Json.object(
            json -> {
              json.writeObjectPropertyStart("users");
              for (UserId user : asked) {
                json.writeObjectPropertyStart(user.text());
                UserAnswer.writeState(json, answer.value().get(user));
                json.writeEndObject();
              }
              json.writeEndObject();
              UserAnswer.writeCoverage(json, answer.coverage());
            }));
  }
}
