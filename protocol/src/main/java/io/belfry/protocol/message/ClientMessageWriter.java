package io.belfry.protocol.message;

import io.belfry.protocol.EventName;
import io.belfry.protocol.json.Json;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what our Java client says. The fields are those that other clients send: {@code auth}
 * always, {@code channel_data} only if the auth endpoint gave one.
 *
 * <p>Thread: stateless.
 */
public final class ClientMessageWriter {
  private ClientMessageWriter() {}

  /** The JSON text of {@link ClientMessage.Ping}. */
  public static String ping() {
    return withEmptyData(EventName.PING);
  }

  /** The JSON text of {@link ClientMessage.Pong}. */
  public static String pong() {
    return withEmptyData(EventName.PONG);
  }

  /** The JSON text of a sign-in. */
  public static String signin(ClientMessage.Signin signin) {
    return event(
        EventName.SIGNIN,
        json -> {
          json.writeStringProperty("auth", signin.auth());
          json.writeStringProperty("user_data", signin.userData());
        });
  }

  /** The JSON text of a sign-in with a JWT, which says itself who the user is. */
  public static String signinWithJwt(ClientMessage.SigninWithJwt signin) {
    return event(EventName.SIGNIN, json -> json.writeStringProperty("auth", signin.token()));
  }

  /** The JSON text of a subscription. */
  public static String subscribe(ClientMessage.Subscribe subscribe) {
    return event(
        EventName.SUBSCRIBE,
        json -> {
          json.writeStringProperty("auth", subscribe.auth() == null ? "" : subscribe.auth());
          if (subscribe.channelData() != null) {
            json.writeStringProperty("channel_data", subscribe.channelData());
          }
          json.writeStringProperty("channel", subscribe.channel());
        });
  }

  /** The JSON text that ends a subscription. */
  public static String unsubscribe(ClientMessage.Unsubscribe unsubscribe) {
    return event(
        EventName.UNSUBSCRIBE, json -> json.writeStringProperty("channel", unsubscribe.channel()));
  }

  /** The JSON text of a client event; its data is sent as a string. */
  public static String clientEvent(ClientMessage.ClientEvent event) {
    return Json.objectText(
        json -> {
          json.writeStringProperty("event", event.event());
          if (event.channel() != null) {
            json.writeStringProperty("channel", event.channel());
          }
          json.writeName("data");
          json.writeRawValue('"' + event.data().toString() + '"');
        });
  }

  private static String withEmptyData(String name) {
    return event(name, json -> {});
  }

  private static String event(String name, Json.ObjectBody data) {
    return Json.objectText(
        (JsonGenerator json) -> {
          json.writeStringProperty("event", name);
          json.writeObjectPropertyStart("data");
          data.writeTo(json);
          json.writeEndObject();
        });
  }
}
