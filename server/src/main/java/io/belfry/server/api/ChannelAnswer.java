package io.belfry.server.api;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Shortened;
import io.belfry.server.api.Wish.Attribute;
import io.belfry.server.app.App;
import io.belfry.server.cluster.Answer.Coverage;
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
  static void writeCounts(JsonGenerator json, App app, String channel, Counts counts) {
    ChannelKind kind = ChannelKind.of(channel);
    if (kind.has(Trait.OWN_USER_ONLY)) {
      return;
    }
    if (counts.wish().has(Attribute.USER_COUNT) && kind.has(Trait.ROSTER)) {
      json.writeNumberProperty("user_count", counts.facts().members());
    }
    if (counts.wish().has(Attribute.SUBSCRIPTION_COUNT)
        && app.settings().features().countQueries()) {
      json.writeNumberProperty("subscription_count", counts.facts().subscriptions());
    }
  }

  /** What is known of a channel and what of it was asked for. */
  record Counts(Wish wish, ChannelFacts facts) {}

  /** Says that a node did not answer in time (rule HTTP-060). */
  static void writeCoverage(JsonGenerator json, Coverage coverage) {
    switch (coverage) {
      case COMPLETE -> {}
      case PARTIAL -> json.writeBooleanProperty("counts_complete", false);
    }
  }

  /** The attributes that a query asks for; throws {@link ApiError} for what nobody knows. */
  static Wish queried(ApiCall call) {
    Wish wish = Wish.parse(call.parameters().joined("info"));
    if (wish.unknown().isPresent()) {
      throw ApiReason.INFO_UNKNOWN.error(Shortened.of(wish.unknown().get()));
    }
    if (wish.has(Attribute.SUBSCRIPTION_COUNT)
        && !call.app().settings().features().countQueries()) {
      throw ApiReason.INFO_NOT_ENABLED.error();
    }
    return wish;
  }
}
