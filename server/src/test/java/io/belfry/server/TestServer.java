package io.belfry.server;

import io.belfry.server.app.App;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.hook.Hooks;
import io.belfry.server.net.SocketLayer;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.RecordingClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A real server on a free port with a clock in the test's hands, and what a test needs to talk to
 * it; in a run over several nodes, so many servers that one after the other is talked to.
 */
public final class TestServer implements AutoCloseable {
  public static final String KEY = "app-key";
  public static final String OTHER_KEY = "other-key";
  private static final String SECRET = "a secret of app 1";
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String APPS =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: %d, drain_seconds: 0}
      apps:
        - id: "1"
          keys:
            - {key: app-key, secret: a secret of app 1}
            - {key: second-key, secret: a second secret of app 1}
            - {key: retired-key, secret: a retired secret of app 1, active: false}
          client_events: {enabled: true}
      %s
        - id: "2"
          keys: [{key: other-key, secret: a secret of app 2}]
      """;

  private final ManualClock clock;
  private final List<BelfryServer> nodes;
  private final AtomicInteger turns = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<RecordingClient> clients = new ArrayList<>();

  private TestServer(ManualClock clock, List<BelfryServer> nodes) {
    this.clock = clock;
    this.nodes = nodes;
  }

  /** Two apps; app 1 with these further settings, a line each. */
  public static TestServer start(String... settings) {
    return startWithLoops(2, settings);
  }

  /** The same with so many event loops; with one, everything takes effect at once. */
  public static TestServer startWithLoops(int loops, String... settings) {
    return withConfig(yaml(loops, settings));
  }

  private static String yaml(int loops, String... settings) {
    StringBuilder lines = new StringBuilder();
    for (String setting : settings) {
      lines.append("    ").append(setting).append('\n');
    }
    return APPS.formatted(loops, lines.toString().stripTrailing());
  }

  public static TestServer withConfig(String yaml) {
    return withConfig(yaml, new ManualClock());
  }

  public static TestServer withConfig(String yaml, ManualClock clock) {
    return with(clock, config(yaml), parts -> {});
  }

  static ServerConfig config(String yaml) {
    return switch (ConfigReader.read(NodesOfTheRun.joined(yaml), Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** A server by that clock that is given further parts. */
  public static TestServer with(
      ManualClock clock, ServerConfig config, Consumer<BelfryServer.Builder> given) {
    List<BelfryServer> nodes =
        NodesOfTheRun.started(
            () -> {
              BelfryServer.Builder parts =
                  BelfryServer.builder()
                      .config(config)
                      .nanoTime(NodesOfTheRun.nanoTime(clock))
                      .clock(clock);
              given.accept(parts);
              return parts.start();
            });
    return new TestServer(clock, nodes);
  }

  /** A server of that configuration that is given further parts. */
  public static TestServer withConfig(String yaml, Consumer<BelfryServer.Builder> given) {
    return with(new ManualClock(), config(yaml), given);
  }

  /** A server whose public sockets have that layer. */
  static TestServer withLayer(String yaml, SocketLayer layer) {
    return with(new ManualClock(), config(yaml), parts -> parts.layer(layer));
  }

  /** A server on so many loops that asks those hooks. */
  public static TestServer withHooks(int loops, Hooks hooks, String... settings) {
    return withParts(loops, parts -> parts.hooks(hooks), settings);
  }

  /** A server on so many loops whose cluster stands behind another. */
  static TestServer withCluster(int loops, UnaryOperator<ClusterAdapter> around) {
    return withParts(loops, parts -> parts.around(around));
  }

  /** A server on so many loops that is given further parts. */
  static TestServer withParts(int loops, Consumer<BelfryServer.Builder> given, String... settings) {
    return with(new ManualClock(), config(yaml(loops, settings)), given);
  }

  /** The two apps by the clocks of the machine, app 1 with these further settings. */
  public static TestServer byTheSystemsClock(String... settings) {
    return withParts(
        2, parts -> parts.nanoTime(System::nanoTime).clock(InstantSource.system()), settings);
  }

  /** The two apps on so many event loops. */
  static ServerConfig config(int loops) {
    return config(yaml(loops));
  }

  /** The two apps as the server has them at its start. */
  public static List<App> apps() {
    return config(yaml(1)).apps();
  }

  /** Puts the two apps anew, app 1 with these settings beside its client events. */
  public void replaceApps(String... settings) {
    replaceAll(yaml(2, settings));
  }

  /** Puts the apps of a configuration in place of all. */
  public void replaceAll(String yaml) {
    List<App> apps = config(yaml).apps();
    nodes.forEach(node -> node.replaceApps(apps));
  }

  /** Puts the two apps anew, app 1 with these settings of client events. */
  public void replaceClientEvents(String settings) {
    replaceAll(yaml(2).replace("{enabled: true}", settings));
  }

  /** Puts the two apps anew, app 1 with another key in place of the first. */
  public void replaceFirstKey(String key, String secret, String... settings) {
    replaceAll(
        yaml(2, settings)
            .replace(
                "{key: app-key, secret: a secret of app 1}",
                "{key: " + key + ", secret: " + secret + "}"));
  }

  /** The server, the first one where there are several. */
  public BelfryServer server() {
    return nodes.get(0);
  }

  public ManualClock clock() {
    return clock;
  }

  /** The port of the server; where there are several, of the one whose turn it is. */
  public int port() {
    return nodes.get(turns.getAndIncrement() % nodes.size()).port();
  }

  /** Sends a request as these bytes and reads the head of the answer. */
  public RecordingClient request(String head, String body) {
    RecordingClient client = RecordingClient.open(port());
    clients.add(client);
    client.sendBytes((head + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
    client.readHead();
    return client;
  }

  /** A socket on this path that has read nothing yet. */
  public RecordingClient open(String target, String... headerLines) {
    RecordingClient client = RecordingClient.connect(port(), target, headerLines);
    clients.add(client);
    return client;
  }

  /** An admitted connection of app 1. */
  public TestConnection connect() {
    return connect("/app/" + KEY + "?protocol=7&client=test&version=1");
  }

  public TestConnection connect(String target) {
    RecordingClient client = open(target);
    String first = client.next();
    Matcher matcher = SOCKET_ID.matcher(first);
    if (!matcher.find()) {
      throw new AssertionError("Expected pusher:connection_established, got " + first);
    }
    return new TestConnection(client, matcher.group(1));
  }

  /** A connection of app 1 that is signed in. */
  public TestConnection signedIn(String userId) {
    TestConnection connection = connect();
    connection.signin("{\"id\":\"" + userId + "\"}");
    String answer = connection.next();
    if (!answer.startsWith("{\"event\":\"pusher:signin_success\"")) {
      throw new AssertionError(answer);
    }
    return connection;
  }

  /** Token of app 1 for a text. */
  public static String token(String stringToSign) {
    return KEY + ":" + hmac(SECRET, stringToSign);
  }

  /** Token of app 2 for a text. */
  public static String otherToken(String stringToSign) {
    return OTHER_KEY + ":" + hmac("a secret of app 2", stringToSign);
  }

  private static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Publishes with the API of app 1 and expects success. On a socket of its own: the JDK's client
   * loses an answer that comes before it listens again on a socket from its pool.
   */
  public void publish(String json) {
    String path = "/apps/1/events";
    String head =
        "POST %s?%s HTTP/1.1\r\nHost: belfry\r\nConnection: close\r\nContent-Length: %d"
            .formatted(path, query(path, json), json.getBytes(StandardCharsets.UTF_8).length);
    try (RecordingClient publisher = RecordingClient.open(port())) {
      publisher.sendBytes((head + "\r\n\r\n" + json).getBytes(StandardCharsets.UTF_8));
      publisher.readHead();
      if (publisher.status() != 200) {
        throw new AssertionError(publisher.status() + " " + publisher.readBody());
      }
    }
  }

  public HttpResponse<String> post(String path, String body) {
    return post(path, body, Map.of());
  }

  /** A correctly signed POST of app 1, signed by the lines below and by nothing of ours. */
  public HttpResponse<String> post(String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port() + path + "?" + query(path, body)))
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return send(request.build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return http.sendAsync(request, BodyHandlers.ofString()).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until so many connections are open. */
  public void awaitConnections(int expected) {
    await(expected + " connections are open", () -> connections() == expected);
  }

  private long connections() {
    return nodes.stream().mapToLong(BelfryServer::connections).sum();
  }

  /** Waits until it is so. Between two looks each loop has had a turn. */
  public void await(String what, BooleanSupplier isSo) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("It did not come to it that " + what + ".");
      }
      askEachLoop();
    }
  }

  // How many connections there are is counted on each loop, behind what waits there.
  private void askEachLoop() {
    String path = "/apps/1/connections";
    String target = path + "?" + signed("GET", path, caller());
    try (RecordingClient asking = RecordingClient.open(port())) {
      asking.sendBytes(
          ("GET " + target + " HTTP/1.1\r\nHost: belfry\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      asking.readHead();
      if (asking.status() != 200) {
        throw new AssertionError(asking.status() + " " + asking.readBody());
      }
    }
  }

  public String query(String path, String body) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
      return signed("POST", path, caller() + "&body_md5=" + HexFormat.of().formatHex(md5));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private String caller() {
    long now = clock.instant().getEpochSecond();
    return "auth_key=" + KEY + "&auth_timestamp=" + now + "&auth_version=1.0";
  }

  private static String signed(String method, String path, String query) {
    String signature = hmac(SECRET, method + "\n" + path + "\n" + query);
    return query + "&auth_signature=" + signature;
  }

  @Override
  public void close() {
    clients.forEach(RecordingClient::close);
    nodes.forEach(BelfryServer::close);
  }

  /** An admitted connection with its socket id. */
  public record TestConnection(RecordingClient client, String socketId) {
    public String next() {
      return client.next();
    }

    public void send(String text) {
      client.send(text);
    }

    public void signin(String userData) {
      signin(token(socketId + "::user::" + userData), userData);
    }

    public void signin(String auth, String userData) {
      send(
          "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
              + auth
              + "\",\"user_data\":"
              + quoted(userData)
              + "}}");
    }

    public void subscribe(String channel) {
      send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    }

    public void subscribe(String channel, String auth) {
      send(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
              + auth
              + "\",\"channel\":\""
              + channel
              + "\"}}");
    }

    public void subscribePrivate(String channel) {
      subscribe(channel, token(socketId + ":" + channel));
    }

    public void unsubscribe(String channel) {
      send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    }

    /** Proves that nothing is on its way: the answer to a ping is the next thing that comes. */
    public void hasNothing() {
      send("{\"event\":\"pusher:ping\",\"data\":{}}");
      String next = next();
      if (!next.equals("{\"event\":\"pusher:pong\",\"data\":\"{}\"}")) {
        throw new AssertionError("Expected nothing, got " + next);
      }
    }
  }

  public static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  public static String succeeded(String channel) {
    return "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\""
        + channel
        + "\",\"data\":\"{}\"}";
  }

  public static String error(int code, String message) {
    return "{\"event\":\"pusher:error\",\"data\":{\"code\":"
        + code
        + ",\"message\":\""
        + message
        + "\"}}";
  }
}
