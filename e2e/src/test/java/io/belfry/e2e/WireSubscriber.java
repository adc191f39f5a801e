package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;

/**
 * A connection that joins channels with what an SDK signed for it, and reads frame by frame.
 *
 * <p>Thread: confined to the test.
 */
final class WireSubscriber implements AutoCloseable {
  private final RecordingClient client;
  private final String socketId;

  /** Connects to that server. */
  WireSubscriber(Belfry belfry) {
    this(belfry.port());
  }

  /** Connects to the server on that port, which has the usual app key. */
  WireSubscriber(int port) {
    client = RecordingClient.connect(port, "/app/" + Belfry.KEY + "?protocol=7");
    socketId = json(next().get("data").getAsString()).get("socket_id").getAsString();
  }

  String socketId() {
    return socketId;
  }

  /** Joins a public channel. */
  WireSubscriber join(String channel) {
    joinWith(channel, new JsonObject());
    return this;
  }

  /** Joins a channel with the answer of an auth endpoint; what the success says comes back. */
  JsonObject joinWith(String channel, JsonObject auth) {
    JsonObject data = auth.deepCopy();
    data.remove("shared_secret");
    data.addProperty("channel", channel);
    send("pusher:subscribe", data);
    return nextOf("pusher_internal:subscription_succeeded");
  }

  /** Signs in with the answer of an auth endpoint; what the success says comes back. */
  JsonObject signinWith(JsonObject auth) {
    send("pusher:signin", auth);
    return nextOf("pusher:signin_success");
  }

  /** Signs in with the answer of an auth endpoint, and is refused and closed. */
  End refusedWith(JsonObject auth) {
    send("pusher:signin", auth);
    return end();
  }

  /** Signs in with the answer of an auth endpoint, and is refused and not closed. */
  End refusalOf(JsonObject auth) {
    send("pusher:signin", auth);
    End refusal = error();
    hasNothing();
    return refusal;
  }

  /** Sends a client event. */
  void send(String event, String channel, JsonObject data) {
    JsonObject frame = frame(event, data);
    frame.addProperty("channel", channel);
    client.send(frame.toString());
  }

  /** The next frame. */
  JsonObject next() {
    return json(client.next());
  }

  /** The data of the next frame, which has to be of that event. */
  JsonObject nextOf(String event) {
    JsonObject frame = next();
    assertThat(frame.get("event").getAsString()).as(frame.toString()).isEqualTo(event);
    return json(frame.get("data").getAsString());
  }

  /** Checks that the server wrote nothing more. */
  void hasNothing() {
    send("pusher:ping", new JsonObject());
    assertThat(next().get("event").getAsString()).isEqualTo("pusher:pong");
  }

  /** Waits for an error that ends the connection; its code. */
  int endCode() {
    return end().code();
  }

  /** Waits for an error that ends the connection; the frame that closes it says the same. */
  End end() {
    End error = error();
    Frame close = client.nextClose();
    assertThat(error).isEqualTo(new End(close.closeCode(), close.closeReason()));
    return error;
  }

  private End error() {
    JsonObject error = next();
    assertThat(error.get("event").getAsString()).as(error.toString()).isEqualTo("pusher:error");
    JsonObject data = error.getAsJsonObject("data");
    return new End(data.get("code").getAsInt(), data.get("message").getAsString());
  }

  /** What the server said when it ended a connection. */
  record End(int code, String message) {}

  @Override
  public void close() {
    client.close();
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

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
