package io.belfry.server.api;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Shortened;
import io.belfry.server.api.RequestedInfo.Attribute;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what was asked about a channel, in publish replies and in queries alike.
 *
 * <p>Thread: stateless.
 */
final class ChannelAnswer {
  private ChannelAnswer() {}

  /** Writes the counts that were asked for and apply to this kind of channel. */
  static void writeCounts(JsonGenerator json, App app, String channel, ChannelCounts counts) {
    ChannelKind kind = ChannelKind.of(channel);
    if (kind.has(Trait.OWN_USER_ONLY)) {
      return;
    }
    if (counts.info().has(Attribute.USER_COUNT) && kind.has(Trait.ROSTER)) {
      json.writeNumberProperty("user_count", counts.facts().members());
    }
    if (counts.info().has(Attribute.SUBSCRIPTION_COUNT)
        && app.settings().of(AppSettings.SUBSCRIPTION_COUNT_ENABLED)) {
      json.writeNumberProperty("subscription_count", counts.facts().subscriptions());
    }
  }

  /** What is known of a channel and what of it was asked for. */
  record ChannelCounts(RequestedInfo info, ChannelFacts facts) {}

  /** Says that a node did not answer in time (rule HTTP-060). */
  static void writeCoverage(JsonGenerator json, Coverage coverage) {
    switch (coverage) {
      case COMPLETE -> {}
      case PARTIAL -> json.writeBooleanProperty("counts_complete", false);
    }
  }

  /** The attributes that a query asks for; throws {@link ApiError} for what nobody knows. */
  static RequestedInfo queried(ApiCall call) {
    RequestedInfo info = RequestedInfo.parse(call.parameters().joined("info"));
    if (info.unknown().isPresent()) {
      throw ApiReason.INFO_UNKNOWN.error(Shortened.of(info.unknown().get()));
    }
    if (info.has(Attribute.SUBSCRIPTION_COUNT)
        && !call.app().settings().of(AppSettings.SUBSCRIPTION_COUNT_ENABLED)) {
      throw ApiReason.INFO_NOT_ENABLED.error();
    }
    return info;
  }
}
