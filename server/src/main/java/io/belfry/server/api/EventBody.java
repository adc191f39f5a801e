package io.belfry.server.api;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One event that a caller wants published, checked.
 *
 * <p>Thread: immutable.
 *
 * @param name event name
 * @param data payload, byte for byte as it will be delivered
 * @param channels where it goes, each once
 * @param excluded connection that must not get it, null for none
 * @param info what the caller wants to know about the channels
 * @param idempotencyKey what makes a repetition known, null for none
 */
record EventBody(
    String name,
    String data,
    List<ChannelName> channels,
    @Nullable SocketId excluded,
    RequestedInfo info,
    @Nullable String idempotencyKey) {
  private static final int MAX_BYTES_PER_CHAR = 3;

  /** Reads and checks a body; throws {@link ApiError} with what is wrong first. */
  static EventBody parse(byte[] body, Limits limits) {
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      return parse(members, limits);
    } catch (MalformedJson e) {
      throw bodyInvalid(body, e);
    }
  }

  /** Reads and checks one object, such as an element of a batch. */
  static EventBody parse(ObjectCursor members, Limits limits) {
    Fields fields = new Fields();
    for (String name = members.next(); name != null; name = members.next()) {
      fields.read(name, members, limits);
    }
    return fields.checked(limits);
  }

  /** The refusal of a body that could not be read. */
  static ApiError bodyInvalid(byte[] body, MalformedJson e) {
    if (body.length == 0) {
      return jsonInvalid(
          "The body is empty. Expected a JSON object: what stands in the query string is not read.");
    }
    return Percent.utf8(body).isEmpty()
        ? jsonInvalid("The body is not UTF-8.")
        : jsonInvalid("The body has to be a JSON object. " + e.hint() + ".");
  }

  /** The text of a member, null for null; throws {@link ApiError} when it is no string. */
  static @Nullable String text(String member, ObjectCursor members) {
    if (members.kind() == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = members.string();
    if (text == null) {
      throw jsonInvalid("\"" + member + "\" has to be a string.");
    }
    return text;
  }

  static ApiError jsonInvalid(String sentence) {
    return ApiReason.JSON_INVALID.saying(sentence);
  }

  /** The members as they come. */
  private static final class Fields {
    private @Nullable String name;
    private @Nullable String data;
    private @Nullable List<String> channels;
    private @Nullable String channel;
    private @Nullable String socketId;
    private @Nullable String info;
    private @Nullable String idempotencyKey;

    void read(String member, ObjectCursor members, Limits limits) {
      switch (member) {
        case "name" -> name = text(member, members);
        case "data" -> data = data(members);
        case "channel" -> channel = text(member, members);
        case "channels" -> channels = channels(members, limits);
        case "socket_id" -> socketId = text(member, members);
        case "info" -> info = text(member, members);
        case "idempotency_key" -> idempotencyKey = text(member, members);
        default -> {}
      }
    }

    EventBody checked(Limits limits) {
      String event = checkedName(limits);
      String payload = checkedData(limits);
      List<ChannelName> names = checkedChannels(limits);
      if (socketId != null && !SocketId.isWellFormed(socketId)) {
        throw ApiReason.SOCKET_ID_INVALID.error(Shortened.of(socketId));
      }
      return new EventBody(
          event,
          payload,
          names,
          socketId == null ? null : new SocketId(socketId),
          info == null ? RequestedInfo.NOTHING : RequestedInfo.parse(info),
          idempotencyKey);
    }

    private String checkedName(Limits limits) {
      if (name == null || name.isEmpty()) {
        throw ApiReason.EVENT_NAME_MISSING.error();
      }
      if (Surrogates.hasLone(name)) {
        throw jsonInvalid("The name has half of a surrogate pair.");
      }
      int length = name.codePointCount(0, name.length());
      if (!limits.allows(Limit.MAX_EVENT_NAME_LENGTH, length)) {
        throw ApiReason.EVENT_NAME_TOO_LONG
            .error(length, limits.of(Limit.MAX_EVENT_NAME_LENGTH))
            .by(Limit.MAX_EVENT_NAME_LENGTH);
      }
      if (EventName.isReserved(name)) {
        throw ApiReason.EVENT_NAME_RESERVED.error();
      }
      return name;
    }

    private String checkedData(Limits limits) {
      if (data == null) {
        throw ApiReason.EVENT_DATA_MISSING.error();
      }
      if (limits.allows(Limit.MAX_EVENT_PAYLOAD_BYTES, MAX_BYTES_PER_CHAR * (long) data.length())) {
        return data;
      }
      int bytes = data.getBytes(StandardCharsets.UTF_8).length;
      if (!limits.allows(Limit.MAX_EVENT_PAYLOAD_BYTES, bytes)) {
        throw ApiReason.PAYLOAD_TOO_LARGE
            .error(bytes, limits.of(Limit.MAX_EVENT_PAYLOAD_BYTES))
            .by(Limit.MAX_EVENT_PAYLOAD_BYTES);
      }
      return data;
    }

    private List<ChannelName> checkedChannels(Limits limits) {
      List<String> given =
          channels != null ? channels : channel != null ? List.of(channel) : List.of();
      if (given.isEmpty()) {
        throw ApiReason.CHANNEL_MISSING.error();
      }
      if (!limits.allows(Limit.MAX_CHANNELS_PER_EVENT, given.size())) {
        throw tooManyChannels(limits);
      }
      if (given.size() == 1) {
        return List.of(checkedChannel(given.get(0), limits));
      }
      Set<ChannelName> names = new LinkedHashSet<>();
      for (String text : given) {
        names.add(checkedChannel(text, limits));
      }
      return List.copyOf(names);
    }

    private static ChannelName checkedChannel(String text, Limits limits) {
      boolean isUserChannel = ChannelKind.of(text).has(ChannelKind.Trait.OWN_USER_ONLY);
      ApiReason reason = isUserChannel ? ApiReason.USER_ID_INVALID : ApiReason.CHANNEL_NAME_INVALID;
      return ChannelPath.parse(text, limits)
          .orElseThrow(() -> ChannelPath.invalid(reason, text, limits));
    }

    private static ApiError tooManyChannels(Limits limits) {
      return ApiReason.TOO_MANY_CHANNELS
          .error(limits.of(Limit.MAX_CHANNELS_PER_EVENT))
          .by(Limit.MAX_CHANNELS_PER_EVENT);
    }

    // Anything but a string is delivered as the text that it is in the body (rule HTTP-044).
    private static @Nullable String data(ObjectCursor members) {
      if (members.kind() == JsonToken.VALUE_NULL) {
        return null;
      }
      String text = members.string();
      return text == null ? members.source() : text;
    }

    private static @Nullable List<String> channels(ObjectCursor members, Limits limits) {
      if (members.kind() == JsonToken.VALUE_NULL) {
        return null;
      }
      if (members.kind() != JsonToken.START_ARRAY) {
        throw jsonInvalid("\"channels\" has to be an array of strings.");
      }
      List<String> names = new ArrayList<>();
      try {
        JsonParser parser = members.parser();
        for (JsonToken token = parser.nextToken();
            token != JsonToken.END_ARRAY;
            token = parser.nextToken()) {
          if (token != JsonToken.VALUE_STRING) {
            throw jsonInvalid("\"channels\" has to be an array of strings.");
          }
          names.add(parser.getString());
          if (!limits.allows(Limit.MAX_CHANNELS_PER_EVENT, names.size())) {
            throw tooManyChannels(limits);
          }
        }
      } catch (JacksonException e) {
        throw jsonInvalid("\"channels\" is not valid JSON.");
      }
      return names;
    }
  }
}
