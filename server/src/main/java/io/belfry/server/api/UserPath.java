package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;

/**
 * Reads the id of a user that a caller gives.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-143"
 */
final class UserPath {
  private UserPath() {}

  /** The user of the path; throws {@link ApiError} when it is none that can sign in. */
  static UserId user(ApiCall call) {
    return user(call.pathValue(), call.app().limits());
  }

  /** The user of that id; throws {@link ApiError} when it is none that can sign in. */
  static UserId user(String text, Limits limits) {
    return UserId.parse(text, (int) limits.of(Limit.MAX_USER_ID_LENGTH))
        .orElseThrow(() -> refusal(text));
  }

  private static ApiError refusal(String id) {
    ApiError error = ApiReason.USER_ID_INVALID.error(Shortened.of(id));
    return UserId.parse(id, Integer.MAX_VALUE).isPresent()
        ? error.by(Limit.MAX_USER_ID_LENGTH)
        : error;
  }
}
