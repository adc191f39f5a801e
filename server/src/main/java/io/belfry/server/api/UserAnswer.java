package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.UserFacts;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what was asked about users and their sessions.
 *
 * <p>Thread: stateless.
 *
 * @see "users.md, section 3"
 */
final class UserAnswer {
  private UserAnswer() {}

  /** Writes whether the user is online, and with how many connections; no facts say offline. */
  static void writeState(JsonGenerator json, @Nullable UserFacts facts) {
    json.writeBooleanProperty("online", facts != null);
    writeCounts(json, facts);
  }

  /** Writes with how many connections, and since when. */
  static void writeCounts(JsonGenerator json, @Nullable UserFacts facts) {
    json.writeNumberProperty("connection_count", facts == null ? 0 : facts.connections());
    if (facts != null) {
      json.writeNumberProperty("online_since_ms", facts.onlineSinceMillis());
    }
  }

  static void writeId(JsonGenerator json, UserId id) {
    json.writeStringProperty("id", id.text());
  }

  /** Writes a session; what is not known of it is left out. */
  static void write(JsonGenerator json, SessionFacts session, SessionDetail detail) {
    json.writeStartObject();
    json.writeStringProperty("socket_id", session.socketId().text());
    writeText(json, "session", session.session());
    writeText(json, "device", session.device());
    json.writeNumberProperty("connected_at_ms", session.connectedAtMillis());
    json.writeNumberProperty("signed_in_at_ms", session.signedInAtMillis());
    json.writeNumberProperty("last_active_ms", session.lastActiveMillis());
    if (session.expiresAtMillis() != null) {
      json.writeNumberProperty("expires_at_ms", session.expiresAtMillis());
    }
    writeText(json, "address", session.address());
    writeText(json, "user_agent", session.userAgent());
    writeText(json, "client", session.client());
    json.writeStringProperty("transport", session.transport());
    json.writeStringProperty("node", session.node());
    json.writeStringProperty("state", "open");
    if (detail == SessionDetail.WITH_CHANNELS) {
      json.writeNumberProperty("channel_count", session.channelCount());
      json.writeArrayPropertyStart("channels");
      session.channels().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** How much of each session is shown. */
  enum SessionDetail {
    WITHOUT_CHANNELS,
    WITH_CHANNELS
  }

  /** Writes a text, if there is one. */
  static void writeText(JsonGenerator json, String name, @Nullable String text) {
    if (text != null) {
      json.writeStringProperty(name, text);
    }
  }

  /** Writes how many sessions have ended. */
  static void writeEnded(JsonGenerator json, Answer<Long> ended) {
    json.writeNumberProperty("terminated", ended.value());
    writeCoverage(json, ended.coverage());
  }

  /** Says that a node did not answer in time (rule USR-017). */
  static void writeCoverage(JsonGenerator json, Coverage coverage) {
    switch (coverage) {
      case COMPLETE -> {}
      case PARTIAL -> json.writeBooleanProperty("complete", false);
    }
  }
}
