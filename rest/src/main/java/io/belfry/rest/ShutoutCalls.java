package io.belfry.rest;

import io.belfry.protocol.json.Json;
import io.belfry.rest.RestCall.Question;
import io.belfry.rest.internal.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked about users who are blocked and sign-ins that are revoked, as requests of the HTTP
 * API with how their answers are read.
 *
 * <p>Thread: stateless.
 */
final class ShutoutCalls {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private ShutoutCalls() {}

  static Question<Blocked> block(String userId, Duration duration, Optional<String> reason) {
    boolean isRight =
        duration.compareTo(SHORTEST) >= 0
            && duration.compareTo(LONGEST) <= 0
            && duration.equals(Duration.ofSeconds(duration.toSeconds()));
    if (!isRight) {
      throw new IllegalArgumentException(
          "The block is to hold for " + duration + ". Expected 1 s to 365 days, in whole seconds.");
    }
    Optional<String> checked = reason.map(Checked::reason);
    byte[] json =
        Json.object(
            body -> {
              body.writeNumberProperty("seconds", duration.toSeconds());
              checked.ifPresent(it -> body.writeStringProperty("reason", it));
            });
    return new Question<>(
        ApiRequest.post(json, "users", UserCalls.id(userId), "block"), ShutoutAnswers::blocked);
  }

  static Question<Boolean> unblock(String userId) {
    byte[] json = Json.object(body -> {});
    return new Question<>(
        ApiRequest.post(json, "users", UserCalls.id(userId), "unblock"),
        ShutoutAnswers::wasBlocked);
  }

  static Question<BlockedPage> blocked(PageQuery query) {
    return new Question<>(
        page(query, "blocked_users"), body -> ShutoutAnswers.blockedPage(query, body));
  }

  static Question<Revoked> revoke(SignInsToRevoke signIns) {
    byte[] json = signIns.toJson().getBytes(StandardCharsets.UTF_8);
    return new Question<>(ApiRequest.post(json, "revocations"), ShutoutAnswers::revoked);
  }

  static Question<RevocationPage> revocations(PageQuery query) {
    return new Question<>(
        page(query, "revocations"), body -> ShutoutAnswers.revocationPage(query, body));
  }

  private static ApiRequest page(PageQuery query, String list) {
    ApiRequest request =
        ApiRequest.get(list).withParameter("limit", Integer.toString(query.limit()));
    return query.after().isPresent()
        ? request.withParameter("after", query.after().get())
        : request;
  }
}
