package io.belfry.cli.train;

import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients and backends do all day: connect, sign in, subscribe, publish, receive, leave.
 *
 * <p>Thread: confined to the main thread.
 */
final class Exercise {
  private static final int CLIENTS = 4;
  private static final int EVENTS = 10;
  private static final String PAYLOAD = "{\\\"n\\\":1,\\\"text\\\":\\\"for everybody\\\"}";

  private final Account account;
  private final Secret secret;

  /**
   * Where the server listens and what it knows.
   *
   * @param port on loopback
   * @param appId of an app with client events
   * @param key of the app
   * @param secret of the key
   */
  record Account(int port, String appId, String key, String secret) {}

  Exercise(Account account) {
    this.account = account;
    this.secret = Secret.of(account.secret());
  }

  /** Does all of it. */
  void run() throws IOException {
    List<TrainingClient> clients = new ArrayList<>();
    try (TrainingBackend backend = new TrainingBackend(account, secret)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(join("user-" + i));
      }
      for (int i = 0; i < EVENTS; i++) {
        publish(backend, clients);
      }
      clientEvent(clients);
      ask(backend);
    } finally {
      for (TrainingClient client : clients) {
        client.close();
      }
    }
  }

  /** Asks for a page of another port. */
  void get(int port, String path) throws IOException {
    TrainingBackend.get(port, path);
  }

  private TrainingClient join(String user) throws IOException {
    TrainingClient client = new TrainingClient(account.port(), account.key());
    String userData = "{\\\"id\\\":\\\"" + user + "\\\"}";
    String toSign = client.socketId() + "::user::" + userData.replace("\\", "");
    client.send(
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
            + token(toSign)
            + "\",\"user_data\":\""
            + userData
            + "\"}}");
    client.awaitText("pusher:signin_success");
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
    client.awaitText("subscription_succeeded");
    subscribe(client, "private-room");
    client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    client.awaitText("pusher:pong");
    return client;
  }

  private void subscribe(TrainingClient client, String channel) throws IOException {
    client.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\""
            + channel
            + "\",\"auth\":\""
            + token(client.socketId() + ":" + channel)
            + "\"}}");
    client.awaitText("subscription_succeeded");
  }

  private String token(String toSign) {
    return account.key() + ":" + secret.sign(toSign);
  }

  private static void publish(TrainingBackend backend, List<TrainingClient> clients)
      throws IOException {
    backend.post("events", event("\"channels\":[\"news\"]"));
    for (TrainingClient client : clients) {
      client.awaitText("for everybody");
    }
  }

  private static String event(String target) {
    return "{\"name\":\"said\",\"data\":\"" + PAYLOAD + "\"," + target + "}";
  }

  private static void clientEvent(List<TrainingClient> clients) throws IOException {
    clients
        .get(0)
        .send("{\"event\":\"client-typing\",\"channel\":\"private-room\",\"data\":{\"n\":1}}");
    for (TrainingClient client : clients.subList(1, clients.size())) {
      client.awaitText("client-typing");
    }
  }

  private static void ask(TrainingBackend backend) throws IOException {
    backend.post("events", event("\"channel\":\"#server-to-user-user-1\""));
    backend.post("batch_events", "{\"batch\":[" + event("\"channel\":\"empty\"") + "]}");
    backend.ask("channels");
    backend.ask("channels/news");
  }
}
