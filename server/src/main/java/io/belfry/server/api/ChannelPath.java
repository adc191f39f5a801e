package io.belfry.server.api;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.util.Optional;

/**
 * Reads the name of a channel that a caller gives.
 *
 * <p>Thread: stateless.
 */
final class ChannelPath {
  private ChannelPath() {}

  /** The channel of the path; throws {@link ApiError} when it is none that can be asked about. */
  static ChannelName channel(ApiCall call) {
    String text = call.pathValue();
    Limits limits = call.app().limits();
    return parse(text, limits)
        .filter(name -> !name.kind().has(Trait.OWN_USER_ONLY))
        .orElseThrow(() -> invalid(ApiReason.CHANNEL_NAME_INVALID, text, limits));
  }

  static Optional<ChannelName> parse(String text, Limits limits) {
    return ChannelName.parse(
        text,
        (int) limits.of(Limit.MAX_CHANNEL_NAME_LENGTH),
        (int) limits.of(Limit.MAX_USER_ID_LENGTH));
  }

  /** The refusal of a name; it says so when only the length is wrong. */
  static ApiError invalid(ApiReason reason, String text, Limits limits) {
    ApiError error = reason.error(Shortened.of(text));
    int longest = Integer.MAX_VALUE;
    if (ChannelName.parse(text, longest, longest).isEmpty() || parse(text, limits).isPresent()) {
      return error;
    }
    return error.by(
        ChannelKind.of(text).has(Trait.OWN_USER_ONLY)
            ? Limit.MAX_USER_ID_LENGTH
            : Limit.MAX_CHANNEL_NAME_LENGTH);
  }
}
