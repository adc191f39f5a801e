package io.belfry.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import io.belfry.testkit.RecordingClient;

/**
 * A client that does what webhooks tell of: it joins, leaves, and says things. What comes between
 * is passed over.
 *
 * <p>Thread: confined to the test.
 */
final class HookClient implements AutoCloseable {
  static final String KEY = "app-key";
  static final String SECRET = "a secret of the app";

  // It only signs.
  private static final Pusher BACKEND =
      new Pusher(RestOptions.of("http://127.0.0.1:1", "1", KEY, SECRET));

  private final RecordingClient client;
  private final String socketId;

  /** Connects to a server on that port. */
  HookClient(int port) {
    client = RecordingClient.connect(port, "/app/" + KEY + "?protocol=7").patient(30);
    String data = awaits("pusher:connection_established").get("data").getAsString();
    socketId = JsonParser.parseString(data).getAsJsonObject().get("socket_id").getAsString();
  }

  /** Joins a channel, with a token if it needs one. */
  HookClient join(String channel) {
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    if (channel.startsWith("private-")) {
      data.addProperty("auth", BACKEND.authorizeChannel(socketId, channel).auth());
    }
    return subscribe(data);
  }

  /** Joins a presence channel as that user. */
  HookClient join(String channel, String user) {
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    var auth = BACKEND.authorizeChannel(socketId, channel, PresenceData.of(user));
    data.addProperty("auth", auth.auth());
    data.addProperty("channel_data", auth.channelData().orElseThrow());
    return subscribe(data);
  }

  /** Signs in. */
  HookClient signin(String user) {
    String answer = BACKEND.authenticateUser(socketId, UserData.of(user)).toJson();
    send("pusher:signin", JsonParser.parseString(answer).getAsJsonObject());
    awaits("pusher:signin_success");
    return this;
  }

  private HookClient subscribe(JsonObject data) {
    send("pusher:subscribe", data);
    awaits("pusher_internal:subscription_succeeded");
    return this;
  }

  /** Leaves a channel; nothing is awaited. */
  void leave(String channel) {
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    send("pusher:unsubscribe", data);
  }

  /** Says something on a channel that it has joined; nothing is awaited. */
  void say(String channel, String text) {
    JsonObject frame = frame("client-said", new JsonObject());
    frame.addProperty("channel", channel);
    frame.addProperty("data", text);
    client.send(frame.toString());
  }

  /** Waits until the server has taken up all that was sent. */
  void settle() {
    send("pusher:ping", new JsonObject());
    awaits("pusher:pong");
  }

  /** Waits for an error that ends the connection; its code. */
  int endCode() {
    JsonObject frame = JsonParser.parseString(client.next()).getAsJsonObject();
    while (!frame.get("event").getAsString().equals("pusher:error")) {
      frame = JsonParser.parseString(client.next()).getAsJsonObject();
    }
    int code = client.nextClose().closeCode();
    client.answerClose();
    return code;
  }

  private JsonObject awaits(String event) {
    JsonObject frame = JsonParser.parseString(client.next()).getAsJsonObject();
    while (!frame.get("event").getAsString().equals(event)) {
      if (frame.get("event").getAsString().endsWith("error")) {
        throw new AssertionError(frame.toString());
      }
      frame = JsonParser.parseString(client.next()).getAsJsonObject();
    }
    return frame;
  }

  private void send(String event, JsonObject data) {
    client.send(frame(event, data).toString());
  }

  private static JsonObject frame(String event, JsonObject data) {
    JsonObject frame = new JsonObject();
    frame.addProperty("event", event);
    frame.add("data", data);
    return frame;
  }

  @Override
  public void close() {
    client.close();
  }
}
