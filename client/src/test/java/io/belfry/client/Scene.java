package io.belfry.client;

import io.belfry.client.connection.ConnectionState;
import io.belfry.client.internal.SocketTransport;
import io.belfry.client.internal.Surroundings;
import io.belfry.testkit.ManualScheduler;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A client, a scripted server, and time and chance in the test's hands. */
final class Scene implements AutoCloseable {
  static final String USER_DATA = "{\\\"id\\\":\\\"u7\\\"}";

  private final ScriptedServer server = ScriptedServer.start();
  private final ManualLoop loop = new ManualLoop();
  private final Recorder recorder = new Recorder();
  private final List<ServerSide> sides = new ArrayList<>();
  private final Pusher pusher;
  private volatile double chance;

  private Scene(UnaryOperator<PusherOptions> settings) {
    PusherOptions options =
        new PusherOptions()
            .setHost("127.0.0.1")
            .setWsPort(server.port())
            .setUseTLS(false)
            .setUserAuthenticator(
                socketId -> "{\"auth\":\"k:" + socketId + "\",\"user_data\":\"" + USER_DATA + "\"}")
            .setChannelAuthorizer((channel, socketId) -> "{\"auth\":\"k:" + socketId + "\"}");
    pusher =
        new Pusher(
            "key",
            settings.apply(options),
            new Surroundings(loop, () -> chance, new SocketTransport()));
    pusher.getConnection().bind(ConnectionState.ALL, recorder);
  }

  static Scene open() {
    return new Scene(options -> options);
  }

  static Scene open(UnaryOperator<PusherOptions> settings) {
    return new Scene(settings);
  }

  Pusher pusher() {
    return pusher;
  }

  ScriptedServer server() {
    return server;
  }

  Recorder recorder() {
    return recorder;
  }

  ManualScheduler time() {
    return loop.scheduler();
  }

  /** Waits until the client has done what it was asked for so far. */
  void settle() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> done.complete(null));
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  void chance(double between0And1) {
    chance = between0And1;
  }

  ServerSide accept() {
    ServerSide side = server.accept();
    sides.add(side);
    return side;
  }

  /** The next connection, greeted. */
  ServerSide greet(String socketId) {
    ServerSide side = accept();
    side.greet(socketId, 120);
    recorder.await("CONNECTED");
    return side;
  }

  /** Connects the client; gives the server's side. */
  ServerSide connect(String socketId) {
    pusher.connect();
    return greet(socketId);
  }

  /** Waits until the client waits for its next attempt; gives how long it will. */
  Duration gap() {
    recorder.await("RECONNECTING");
    return time().untilNext().orElseThrow();
  }

  /** Lets the client come back after the connection has ended. */
  ServerSide reconnect(String socketId) {
    time().advance(gap());
    return greet(socketId);
  }

  /** The same when the gap was looked at already and is zero. */
  ServerSide reconnectNow(String socketId) {
    time().advance(Duration.ZERO);
    return greet(socketId);
  }

  static String event(String name, String channel, String data) {
    return "{\"event\":\""
        + name
        + "\",\"channel\":\""
        + channel
        + "\",\"data\":\""
        + data.replace("\\", "\\\\").replace("\"", "\\\"")
        + "\"}";
  }

  static String succeeded(String channel) {
    return event("pusher_internal:subscription_succeeded", channel, "{}");
  }

  static String error(int code, String message) {
    return "{\"event\":\"pusher:error\",\"data\":{\"code\":"
        + code
        + ",\"message\":\""
        + message
        + "\"}}";
  }

  static String signedIn() {
    return "{\"event\":\"pusher:signin_success\",\"data\":{\"user_data\":\"" + USER_DATA + "\"}}";
  }

  @Override
  public void close() {
    sides.forEach(ServerSide::close);
    server.close();
    pusher.close();
  }
}
