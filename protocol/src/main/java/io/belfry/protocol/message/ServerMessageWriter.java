package io.belfry.protocol.message;

import io.belfry.protocol.EventName;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.StringObject;

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

  private ServerMessageWriter() {}

  /** The UTF-8 text of a message. */
  public static byte[] write(ServerMessage message) {
    if (message instanceof ServerMessage.ConnectionEstablished established) {
      return established(established);
    }
    if (message instanceof ServerMessage.Ping) {
      return event(EventName.PING, NOTHING);
    }
    if (message instanceof ServerMessage.Pong) {
      return event(EventName.PONG, NOTHING);
    }
    if (message instanceof ServerMessage.Failure error) {
      return error(error);
    }
    if (message instanceof ServerMessage.SigninSuccess success) {
      String data = Json.objectText(j -> j.writeStringProperty("user_data", success.userData()));
      return event(EventName.SIGNIN_SUCCESS, data);
    }
    if (message instanceof ServerMessage.SubscriptionSucceeded succeeded) {
      return event(
          new ServerMessage.Event(
              EventName.SUBSCRIPTION_SUCCEEDED, succeeded.channel(), succeeded.data(), null));
    }
    if (message instanceof ServerMessage.SubscriptionError error) {
      return subscriptionError(error);
    }
    return event((ServerMessage.Event) message);
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

  // Every delivery of an event passes here.
  private static byte[] event(ServerMessage.Event event) {
    return StringObject.of(
        "event", event.event(),
        "channel", event.channel(),
        "data", event.data(),
        "user_id", event.userId());
  }
}
