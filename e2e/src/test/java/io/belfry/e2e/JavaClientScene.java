package io.belfry.e2e;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.PrivateEncryptedChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import io.belfry.client.user.SigninEventListener;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.store.ShutoutStore;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.HttpEndpoint.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real server, an application with an auth endpoint, and our clients. */
final class JavaClientScene implements AutoCloseable {
  static final String KEY = "app-key";
  private static final String SECRET = "a secret of app 1";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          client_events: {enabled: true}
      """;

  private final InstantSource clock;
  private final BelfryServer server;
  private final io.belfry.rest.Pusher backend;
  private final io.belfry.rest.Pusher impostor;
  private final HttpEndpoint endpoint;
  private final Relay relay;
  private final List<Client> clients = new ArrayList<>();
  private volatile Function<Request, Answer> answers = this::signed;

  private JavaClientScene(InstantSource clock) {
    this.clock = clock;
    server = startServer(clock);
    relay = Relay.to(server.port());
    String base = "http://127.0.0.1:" + server.port();
    backend = backendWith(ServerSdk.Account.MASTER_KEY);
    impostor = new io.belfry.rest.Pusher(RestOptions.of(base, "1", KEY, "another secret"));
    endpoint = HttpEndpoint.start(request -> answers.apply(request));
  }

  /** A backend that encrypts with that master key. */
  io.belfry.rest.Pusher backendWith(String masterKey) {
    return new io.belfry.rest.Pusher(
        RestOptions.of("http://127.0.0.1:" + server.port(), "1", KEY, SECRET)
            .withEncryptionMasterKey(masterKey)
            .withClock(clock));
  }

  /** What another server SDK has to know. */
  ServerSdk.Account account() {
    return new ServerSdk.Account(server.port(), "1", KEY, SECRET);
  }

  static JavaClientScene start() {
    return start(InstantSource.system());
  }

  /** The same where the server takes the time of day from that clock. */
  static JavaClientScene start(InstantSource clock) {
    return new JavaClientScene(clock);
  }

  private static BelfryServer startServer(InstantSource clock) {
    try {
      return switch (ConfigReader.read(CONFIG, Map.of(), Map.of())) {
        case ConfigResult.Loaded loaded ->
            BelfryServer.builder()
                .config(loaded.config())
                .clock(clock)
                .shutouts(ShutoutStore.inMemory())
                .start();
        case ConfigResult.NotConfigured refused ->
            throw new AssertionError(refused.problems().toString());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  io.belfry.rest.Pusher backend() {
    return backend;
  }

  io.belfry.rest.Pusher impostor() {
    return impostor;
  }

  HttpEndpoint endpoint() {
    return endpoint;
  }

  /** Where clients connect. */
  int port() {
    return relay.port();
  }

  /** Breaks all connections between clients and server. */
  void cut() {
    relay.cut();
  }

  void answer(Function<Request, Answer> how) {
    answers = how;
  }

  /** Signs whom the parameter {@code user} names, and every private channel but the forbidden. */
  Answer signed(Request request) {
    AuthRequest asked = AuthRequest.parse(request.body());
    if (asked.channelName().isPresent()) {
      String channel = asked.channelName().get();
      return channel.equals("private-forbidden")
          ? new Answer(403, "")
          : new Answer(200, backend.authorizeChannel(asked.socketId(), channel).toJson());
    }
    UserData user = UserData.of(asked.parameter("user").orElse("ada"));
    return new Answer(200, backend.authenticateUser(asked.socketId(), user).toJson());
  }

  PusherOptions options() {
    return new PusherOptions()
        .setHost("127.0.0.1")
        .setWsPort(relay.port())
        .setUseTLS(false)
        .setUserAuthenticator(new HttpUserAuthenticator(endpoint.url()))
        .setChannelAuthorizer(new HttpChannelAuthorizer(endpoint.url()));
  }

  Client client() {
    return client(options());
  }

  Client client(PusherOptions options) {
    Client client = new Client(new Pusher(KEY, options), new Heard());
    client.pusher().getConnection().bind(ConnectionState.ALL, client.heard());
    client.pusher().user().bindSignin(client.heard());
    client.pusher().user().bind("order", client.heard());
    clients.add(client);
    return client;
  }

  /** A client that is signed in as that user. */
  Client signedIn(String user) {
    HttpUserAuthenticator authenticator = new HttpUserAuthenticator(endpoint.url());
    authenticator.setParams(Map.of("user", user));
    Client client = client(options().setUserAuthenticator(authenticator));
    client.pusher().connect();
    client.pusher().signin();
    client.heard().await("signed in " + user);
    return client;
  }

  /** One of our clients and what it heard. */
  record Client(Pusher pusher, Heard heard) {}

  /** Everything a client's listeners were told, a line each. */
  static final class Heard
      implements ConnectionEventListener,
          SigninEventListener,
          PresenceChannelEventListener,
          PrivateEncryptedChannelEventListener {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void onConnectionStateChange(ConnectionStateChange change) {
      lines.add(change.getCurrentState().name());
    }

    @Override
    public void onError(String message, @Nullable String code, Exception e) {
      lines.add("error " + code + " " + e.getClass().getSimpleName());
    }

    @Override
    public void onSubscriptionSucceeded(String channelName) {
      lines.add("subscribed " + channelName);
    }

    @Override
    public void onAuthenticationFailure(String message, Exception e) {
      lines.add("refused " + e.getClass().getSimpleName());
    }

    @Override
    public void onDecryptionFailure(String event, String reason) {
      lines.add("dropped " + event);
    }

    @Override
    public void onSignedIn(String userId) {
      lines.add("signed in " + userId);
    }

    @Override
    public void onEvent(PusherEvent event) {
      lines.add(event.getEventName() + " " + event.getData());
    }

    /** Waits for a line; gives those before it. */
    List<String> await(String wanted) {
      List<String> before = new ArrayList<>();
      try {
        while (true) {
          String line = lines.poll(10, TimeUnit.SECONDS);
          if (line == null) {
            throw new AssertionError("\"" + wanted + "\" did not come, only " + before);
          }
          if (line.equals(wanted)) {
            return before;
          }
          before.add(line);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    clients.forEach(client -> client.pusher().close());
    endpoint.close();
    relay.close();
    server.close();
  }
}
