package io.belfry.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * A connection that is established. Like every client it comes back when it is told to, as a node
 * that is cut off for a moment does.
 *
 * @param socket what it goes over
 * @param client reads and writes its frames
 * @param socketId its socket id
 */
record Arrival(Socket socket, RecordingClient client, String socketId) {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int COME_BACK = 4100;

  /** Connects an app's client to a port of this machine. */
  static Arrival at(int port, String key) {
    long began = System.nanoTime();
    while (true) {
      Socket socket = open(port);
      RecordingClient client = RecordingClient.over(socket);
      client.upgrade("/app/" + key + "?protocol=7");
      JsonObject first = JsonParser.parseString(client.next()).getAsJsonObject();
      if (first.get("event").getAsString().equals("pusher:connection_established")) {
        JsonObject data = JsonParser.parseString(first.get("data").getAsString()).getAsJsonObject();
        return new Arrival(socket, client, data.get("socket_id").getAsString());
      }
      client.close();
      if (first.getAsJsonObject("data").get("code").getAsInt() != COME_BACK
          || System.nanoTime() - began > PATIENCE_NANOS) {
        throw new AssertionError("Expected to be let in, was told " + first);
      }
    }
  }

  private static Socket open(int port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
