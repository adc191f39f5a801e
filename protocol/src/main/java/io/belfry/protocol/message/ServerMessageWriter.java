package io.belfry.protocol.message;

import io.belfry.protocol.EventName;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.Quoted;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the server says, as UTF-8. {@code data} is never missing, an object in the two error
 * frames and a string everywhere else: Swift, .NET and Java clients depend on it.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-016, WS-017, WS-018, WS-019"
 */
public final class ServerMessageWriter {
  private static final String NOTHING = "{}";
  private static final byte[] NONE = {};
  private static final byte[] EVENT = ascii("{\"event\":\"");
  private static final byte[] CHANNEL = ascii("\",\"channel\":\"");
  private static final byte[] DATA = ascii("\",\"data\":\"");
  private static final byte[] USER_ID = ascii("\",\"user_id\":\"");
  private static final byte[] END = ascii("\"}");

  private ServerMessageWriter() {}

  /** The UTF-8 text of a message. */
  public static byte[] write(ServerMessage message) {
    Text text = new Text();
    message.to(text);
    return text.utf8;
  }

  /** Takes the text of each kind. */
  private static final class Text implements ServerMessage.Receiver {
    private byte[] utf8 = {};

    @Override
    public void on(ServerMessage.ConnectionEstablished message) {
      utf8 = established(message);
    }

    @Override
    public void on(ServerMessage.Ping message) {
      utf8 = event(EventName.PING, NOTHING);
    }

    @Override
    public void on(ServerMessage.Pong message) {
      utf8 = event(EventName.PONG, NOTHING);
    }

    @Override
    public void on(ServerMessage.Failure message) {
      utf8 = error(message);
    }

    @Override
    public void on(ServerMessage.SigninSuccess message) {
      utf8 =
          event(
              EventName.SIGNIN_SUCCESS,
              Json.objectText(json -> json.writeStringProperty("user_data", message.userData())));
    }

    @Override
    public void on(ServerMessage.SubscriptionSucceeded message) {
      utf8 =
          event(
              new ServerMessage.Event(
                  EventName.SUBSCRIPTION_SUCCEEDED, message.channel(), message.data(), null));
    }

    @Override
    public void on(ServerMessage.SubscriptionError message) {
      utf8 = subscriptionError(message);
    }

    @Override
    public void on(ServerMessage.Event message) {
      utf8 = event(message);
    }
  }

  private static byte[] established(ServerMessage.ConnectionEstablished established) {
    // A socket id is digits and a dot: there is nothing to escape in either member.
    String data =
        "{\"socket_id\":\""
            + established.socketId().text()
            + "\",\"activity_timeout\":"
            + established.activityTimeoutSeconds()
            + "}";
    return event(EventName.CONNECTION_ESTABLISHED, data);
  }

  private static byte[] error(ServerMessage.Failure error) {
    return Json.object(
        json -> {
          json.writeStringProperty("event", EventName.ERROR);
          json.writeObjectPropertyStart("data");
          json.writeNumberProperty("code", error.code());
          json.writeStringProperty("message", error.message());
          json.writeEndObject();
        });
  }

  private static byte[] subscriptionError(ServerMessage.SubscriptionError error) {
    return Json.object(
        json -> {
          json.writeStringProperty("event", EventName.SUBSCRIPTION_ERROR);
          json.writeStringProperty("channel", error.channel());
          json.writeObjectPropertyStart("data");
          json.writeStringProperty("type", error.type());
          json.writeStringProperty("error", error.error());
          json.writeNumberProperty("status", error.status());
          json.writeEndObject();
        });
  }

  private static byte[] event(String name, String data) {
    return event(new ServerMessage.Event(name, null, data, null));
  }

  private static byte[] event(ServerMessage.Event event) {
    return event(event.event(), event.channel(), EventData.of(event.data()), event.userId());
  }

  /**
   * The UTF-8 text of an event; every delivery passes here.
   *
   * @param channel null for events of the connection
   * @param userId member id of the sending client, on presence channels only
   */
  public static byte[] event(
      String event, @Nullable String channel, EventData data, @Nullable String userId) {
    byte[] name = Quoted.of(event);
    byte[] channelName = channel == null ? NONE : Quoted.of(channel);
    byte[] sender = userId == null ? NONE : Quoted.of(userId);
    int size = EVENT.length + name.length + DATA.length + data.size() + END.length;
    size += channel == null ? 0 : CHANNEL.length + channelName.length;
    size += userId == null ? 0 : USER_ID.length + sender.length;
    byte[] text = new byte[size];
    int at = put(name, text, put(EVENT, text, 0));
    if (channel != null) {
      at = put(channelName, text, put(CHANNEL, text, at));
    }
    at = put(DATA, text, at);
    data.writeTo(text, at);
    at += data.size();
    if (userId != null) {
      at = put(sender, text, put(USER_ID, text, at));
    }
    put(END, text, at);
    return text;
  }

  private static int put(byte[] part, byte[] text, int at) {
    System.arraycopy(part, 0, text, at, part.length);
    return at + part.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
