package io.belfry.protocol.message;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads what a server says, as forgiving as the best of the existing clients: {@code data} may be
 * an object, a string or missing, a code may be null or a string, unknown members are passed over.
 * What cannot be used is empty, never an exception.
 *
 * <p>Thread: stateless.
 *
 * @see "rules CL-010, CL-014"
 */
public final class ServerMessageReader {
  private static final String NOTHING = "{}";

  private ServerMessageReader() {}

  /** Reads one text message; empty when it is no usable message. */
  public static Optional<ServerMessage> read(String text) {
    try (ObjectCursor members = ObjectCursor.over(text, ObjectCursor.Strictness.OPAQUE)) {
      String event = null;
      String channel = null;
      String userId = null;
      String data = NOTHING;
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "event" -> event = members.string();
          case "channel" -> channel = members.string();
          case "user_id" -> userId = textOf(members);
          case "data" -> data = members.kind() == JsonToken.VALUE_NULL ? NOTHING : textOf(members);
          default -> {}
        }
      }
      return event == null
          ? Optional.empty()
          : message(new ServerMessage.Event(event, channel, data, userId));
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static Optional<ServerMessage> message(ServerMessage.Event event) {
    String channel = event.channel();
    return switch (ServerMessage.Kind.of(event.event())) {
      case CONNECTION_ESTABLISHED -> established(event.data());
      case PING -> Optional.of(new ServerMessage.Ping());
      case PONG -> Optional.of(new ServerMessage.Pong());
      case FAILURE -> Optional.of(error(event.data()));
      case SIGNIN_SUCCESS ->
          Optional.ofNullable(member(event.data(), "user_data"))
              .map(ServerMessage.SigninSuccess::new);
      case SUBSCRIPTION_SUCCEEDED ->
          channel == null
              ? Optional.empty()
              : Optional.of(new ServerMessage.SubscriptionSucceeded(channel, event.data()));
      case SUBSCRIPTION_ERROR ->
          channel == null
              ? Optional.empty()
              : Optional.of(subscriptionError(channel, event.data()));
      case EVENT -> Optional.of(event);
    };
  }

  private static Optional<ServerMessage> established(String data) {
    String socketId = member(data, "socket_id");
    if (socketId == null || !SocketId.isWellFormed(socketId)) {
      return Optional.empty();
    }
    int timeout = number(member(data, "activity_timeout"));
    return Optional.of(new ServerMessage.ConnectionEstablished(new SocketId(socketId), timeout));
  }

  private static ServerMessage error(String data) {
    String message = member(data, "message");
    return new ServerMessage.Failure(number(member(data, "code")), message == null ? "" : message);
  }

  private static ServerMessage subscriptionError(String channel, String data) {
    String type = member(data, "type");
    String error = member(data, "error");
    return new ServerMessage.SubscriptionError(
        channel,
        type == null ? "" : type,
        error == null ? "" : error,
        number(member(data, "status")));
  }

  /**
   * Text of one member of an object; null when the text is no such object or has no such member.
   */
  private static @Nullable String member(String object, String wanted) {
    try (ObjectCursor members = ObjectCursor.over(object, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals(wanted)) {
          return members.kind() == JsonToken.VALUE_NULL ? null : textOf(members);
        }
      }
    } catch (MalformedJson e) {
      return null;
    }
    return null;
  }

  private static String textOf(ObjectCursor members) {
    String text = members.string();
    return text == null ? members.source() : text;
  }

  private static int number(@Nullable String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
