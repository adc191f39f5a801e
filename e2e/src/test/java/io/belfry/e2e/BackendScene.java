package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real server, and connections whose every frame is seen. */
final class BackendScene implements AutoCloseable {
  static final String KEY = "app-key";
  static final String SECRET = "a secret of app 1";
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
        - id: "2"
          enabled: false
          keys: [{key: closed-key, secret: a secret of app 2}]
      """;

  private final BelfryServer server;
  private final List<RecordingClient> clients = new ArrayList<>();

  BackendScene() {
    try {
      server =
          switch (ConfigReader.read(CONFIG, Map.of(), Map.of())) {
            case ConfigResult.Loaded loaded -> BelfryServer.start(loaded.config());
            case ConfigResult.NotConfigured refused ->
                throw new AssertionError(refused.problems().toString());
          };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.port();
  }

  Pusher pusher() {
    return pusher("1", KEY, SECRET);
  }

  Pusher pusher(String appId, String key, String secret) {
    return new Pusher(RestOptions.of(server.uri().toString(), appId, key, secret));
  }

  /** A connection that was greeted. */
  Connection connect() {
    RecordingClient client =
        RecordingClient.connect(port(), "/app/" + KEY + "?protocol=7&client=test&version=1");
    clients.add(client);
    String greeting = client.next();
    Matcher matcher = SOCKET_ID.matcher(greeting);
    assertThat(matcher.find()).as(greeting).isTrue();
    return new Connection(client, matcher.group(1));
  }

  /** A connection subscribed to a public channel. */
  Connection subscribed(String channel) {
    Connection connection = connect();
    connection.subscribe(channel);
    return connection;
  }

  /** A connection signed in with a token of our server library. */
  Connection signedIn(String userId) {
    Connection connection = connect();
    String auth = pusher().authenticateUser(connection.socketId(), UserData.of(userId)).toJson();
    connection.client().send("{\"event\":\"pusher:signin\",\"data\":" + auth + "}");
    assertThat(connection.client().next()).startsWith("{\"event\":\"pusher:signin_success\"");
    return connection;
  }

  @Override
  public void close() {
    clients.forEach(RecordingClient::close);
    server.close();
  }

  /** One connection with its socket id. */
  record Connection(RecordingClient client, String socketId) {
    void subscribe(String channel) {
      client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
      assertThat(client.next())
          .contains("pusher_internal:subscription_succeeded")
          .contains("\"" + channel + "\"");
    }

    /** Subscribes with what an auth endpoint answered. */
    void subscribe(String channel, String authJson) {
      String members = authJson.substring(1, authJson.length() - 1);
      client.send(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\""
              + channel
              + "\","
              + members
              + "}}");
      assertThat(client.next()).contains("pusher_internal:subscription_succeeded");
    }

    /** The next frame has to be this event. */
    void gets(String channel, String event, String data) {
      assertThat(client.next())
          .isEqualTo(
              "{\"event\":\""
                  + event
                  + "\",\"channel\":\""
                  + channel
                  + "\",\"data\":"
                  + Pusher.jsonString(data)
                  + "}");
    }

    /** Nothing is on its way: the answer to a ping comes next. */
    void hasNothing() {
      client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(client.next()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");
    }
  }
}
