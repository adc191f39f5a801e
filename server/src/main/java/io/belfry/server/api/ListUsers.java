package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lists the users who are online, a page at a time, in code-point order of their ids.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-010, USR-011"
 */
final class ListUsers implements Endpoint {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  private final ClusterAdapter cluster;

  ListUsers(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Parameters parameters = call.parameters();
    int limit = parameters.first("limit").map(ListUsers::limit).orElse(USUAL);
    UserId after = parameters.first("after").map(ListUsers::cursor).orElse(null);
    String prefix = parameters.first("filter_by_prefix").orElse("");
    // One more than fits tells whether there is another page.
    return cluster
        .ask(new Question.OnlineUsers(call.app().id(), prefix, after, limit + 1))
        .thenApply(answer -> page(limit, answer));
  }

  private static int limit(String text) {
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST) {
      throw ApiReason.LIMIT_INVALID.error(Shortened.of(text), MOST);
    }
    return limit;
  }

  private static UserId cursor(String text) {
    try {
      String id = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      return UserId.parse(id, Integer.MAX_VALUE).orElseThrow(() -> cursorInvalid(text));
    } catch (IllegalArgumentException e) {
      throw cursorInvalid(text);
    }
  }

  private static ApiError cursorInvalid(String text) {
    return ApiReason.CURSOR_INVALID.error(Shortened.of(text));
  }

  private static String cursor(UserId last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.text().getBytes(StandardCharsets.UTF_8));
  }

  private static Response page(int limit, Answer<List<UserFacts>> answer) {
    boolean hasMore = answer.value().size() > limit;
    List<UserFacts> shown = hasMore ? answer.value().subList(0, limit) : answer.value();
    return Response.ok(
        Json.object(
            json -> {
              json.writeArrayPropertyStart("users");
              for (UserFacts user : shown) {
                json.writeStartObject();
                UserAnswer.writeId(json, user.id());
                UserAnswer.writeCounts(json, user);
                json.writeEndObject();
              }
              json.writeEndArray();
              if (hasMore) {
                json.writeStringProperty("next", cursor(shown.get(limit - 1).id()));
              }
              UserAnswer.writeCoverage(json, answer.coverage());
            }));
  }
}
