package io.belfry.protocol.message;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.EventName;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.sign.JwtForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads one text message of a client, in one pass where the event stands before its data, as all
 * libraries write it; {@link PlainClientEvent} does so for what is only passed on. The members may
 * stand in any order, so {@code data} else is kept as source text until the event is known; it may
 * be an object or a string holding that object.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-023, WS-024, WS-027"
 */
public final class ClientMessageReader {
  private static final String NO_DATA = "null";

  private ClientMessageReader() {}

  /**
   * Reads the message in these bytes.
   *
   * @throws ProtocolException with the code and sentence that the client is to be sent
   */
  public static ClientMessage read(byte[] utf8, int offset, int length) {
    ClientMessage.ClientEvent event = PlainClientEvent.read(utf8, offset, length);
    if (event != null) {
      return event;
    }
    try {
      return read(ByteBuffer.wrap(utf8, offset, length), DataReading.ON_THE_WAY);
    } catch (MalformedJson e) {
      return readAgain(ByteBuffer.wrap(utf8, offset, length));
    }
  }

  // What is wrong may be wrong within the data only, which has an answer of its own.
  private static ClientMessage readAgain(ByteBuffer utf8) {
    try {
      return read(utf8, DataReading.AFTERWARDS);
    } catch (MalformedJson e) {
      throw malformed("Invalid message format: " + e.hint());
    }
  }

  /** When the members of the data are looked at. */
  private enum DataReading {
    /** In one pass with the message, where the event is known by then. */
    ON_THE_WAY,
    /** When the whole message was read. */
    AFTERWARDS
  }

  private static ClientMessage read(ByteBuffer utf8, DataReading reading) {
    String event = null;
    String channel = null;
    JsonToken channelKind = JsonToken.VALUE_NULL;
    JsonToken dataKind = JsonToken.VALUE_NULL;
    String data = NO_DATA;
    Fields fields = null;
    try (ObjectCursor members = ObjectCursor.over(utf8, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "event" -> event = members.string();
          case "channel" -> {
            channelKind = members.kind();
            channel = members.string();
          }
          case "data" -> {
            dataKind = members.kind();
            if (reading == DataReading.ON_THE_WAY && hasFields(event, dataKind)) {
              fields = nestedFields(members);
            } else {
              String text = members.string();
              data = text == null ? members.source() : text;
            }
          }
          default -> {}
        }
      }
    }
    if (event == null || Surrogates.hasLone(event)) {
      throw malformed("Invalid message format: expected a member \"event\" that is a string");
    }
    if (channelKind != JsonToken.VALUE_STRING && channelKind != JsonToken.VALUE_NULL) {
      throw malformed("Invalid message format: \"channel\" has to be a string");
    }
    return message(event, channel, new Data(event, dataKind, data, fields));
  }

  private static boolean hasFields(@Nullable String event, JsonToken dataKind) {
    return dataKind == JsonToken.START_OBJECT
        && (EventName.SUBSCRIBE.equals(event)
            || EventName.SIGNIN.equals(event)
            || EventName.UNSUBSCRIBE.equals(event));
  }

  @SuppressWarnings("resource") // a nested cursor ends with the one around it
  private static Fields nestedFields(ObjectCursor members) {
    // Taken here: the cursor has nothing to skip when it goes on.
    members.parser();
    return Fields.of(members.nested());
  }

  private static ClientMessage message(String event, @Nullable String channel, Data data) {
    return switch (event) {
      case EventName.PING -> new ClientMessage.Ping();
      case EventName.PONG -> new ClientMessage.Pong();
      case EventName.SIGNIN -> signin(data);
      case EventName.SUBSCRIBE -> subscribe(data);
      case EventName.UNSUBSCRIBE -> unsubscribe(data);
      default ->
          EventName.isClientEvent(event)
              ? new ClientMessage.ClientEvent(event, channel, EventData.of(data.text()))
              : new ClientMessage.Unsupported(event);
    };
  }

  /** What a sign-in is told that has no token, and needs one. */
  public static ProtocolException tokenMissing() {
    return new ProtocolException(ErrorCode.SIGNIN_REFUSED, "Missing parameter: data.auth");
  }

  private static ClientMessage signin(Data data) {
    Fields fields = data.fields();
    String auth = fields.auth();
    String userData = fields.userData();
    if (auth == null) {
      throw tokenMissing();
    }
    if (auth.isEmpty()) {
      return new ClientMessage.SigninWithoutToken();
    }
    if (JwtForm.isOf(auth)) {
      return new ClientMessage.SigninWithJwt(auth);
    }
    if (userData == null) {
      throw new ProtocolException(ErrorCode.SIGNIN_REFUSED, "Missing parameter: data.user_data");
    }
    return new ClientMessage.Signin(auth, userData);
  }

  private static ClientMessage subscribe(Data data) {
    Fields fields = data.fields();
    String channel = fields.channel();
    if (channel == null || fields.hasWrongType()) {
      throw data.invalid();
    }
    return new ClientMessage.Subscribe(channel, fields.auth(), fields.channelData());
  }

  private static ClientMessage unsubscribe(Data data) {
    String channel = data.fields().channel();
    if (channel == null) {
      throw data.invalid();
    }
    return new ClientMessage.Unsubscribe(channel);
  }

  private static ProtocolException malformed(String hint) {
    return new ProtocolException(ErrorCode.MALFORMED_FRAME, hint);
  }

  /**
   * The strings that the data of any {@code pusher:} event may hold: auth, user_data, channel_data
   * and channel.
   */
  private record Fields(
      @Nullable String auth,
      @Nullable String userData,
      @Nullable String channelData,
      @Nullable String channel,
      boolean hasWrongType) {
    static Fields of(ObjectCursor members) {
      String auth = null;
      String userData = null;
      String channelData = null;
      String channel = null;
      boolean wrongType = false;
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "auth" -> {
            auth = members.string();
            wrongType |= isNeitherStringNorNull(members.kind());
          }
          case "user_data" -> userData = members.string();
          case "channel_data" -> {
            channelData = members.string();
            wrongType |= isNeitherStringNorNull(members.kind());
          }
          case "channel" -> channel = members.string();
          default -> {}
        }
      }
      return new Fields(auth, userData, channelData, channel, wrongType);
    }

    private static boolean isNeitherStringNorNull(JsonToken kind) {
      return kind != JsonToken.VALUE_STRING && kind != JsonToken.VALUE_NULL;
    }
  }

  /**
   * The member {@code data} of a message: the content of a string, or the source of any other
   * value, or what was read of it on the way.
   */
  private record Data(String event, JsonToken kind, String text, @Nullable Fields read) {
    Fields fields() {
      if (read != null) {
        return read;
      }
      if (kind != JsonToken.START_OBJECT && kind != JsonToken.VALUE_STRING) {
        throw invalid();
      }
      try (ObjectCursor members = ObjectCursor.over(text, ObjectCursor.Strictness.OPAQUE)) {
        return Fields.of(members);
      } catch (MalformedJson e) {
        throw invalid();
      }
    }

    ProtocolException invalid() {
      if (event.equals(EventName.SIGNIN)) {
        return tokenMissing();
      }
      return malformed("Invalid data for " + event);
    }
  }
}
