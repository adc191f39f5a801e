package io.belfry.junit;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.ServerConfig;
import io.belfry.testkit.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A real server on a port of this machine, in a test's hands. What clients send to {@link #uri}
 * goes through a wire that the test can cut and slow down, and that knows what was delivered to
 * whom.
 *
 * <p>{@link BelfryTest} gives one to a test. Whoever starts one by hand has to close it.
 *
 * <p>Time on the server is a {@link #clock} that stands still until the test moves it; the wall
 * clock begins with the time of day, so that signatures of the program under test are right. A wait
 * of an assertion lasts 5 s at most and ends as soon as what it waits for has come.
 *
 * <p>Thread: confined to the test; the server and the wire have their own.
 */
public final class TestBelfry implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String BARRIER = "belfry-junit-barrier";

  private final ManualClock clock = new ManualClock(Instant.now());
  private final String secret;
  private final Deliveries deliveries;
  private final Wire wire;
  private final ServerErrors errors = new ServerErrors();
  private final TestNode node;
  private final Pusher pusher;
  private final AuthEndpoint endpoint;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<TestClient> clients = new ArrayList<>();
  private int barriers;

  private TestBelfry(
      String secret, ServerConfig config, Duration patience, List<ServerSetup> setups) {
    this.secret = secret;
    deliveries = new Deliveries(patience);
    wire = new Wire(deliveries);
    node = new TestNode(config, clock, setups);
    pusher =
        new Pusher(RestOptions.of(uri().toString(), appId(), appKey(), secret).withClock(clock));
    endpoint = new AuthEndpoint(pusher);
  }

  /**
   * Starts one.
   *
   * @param app settings of its app, one line each, as they stand below an app in a configuration
   *     file
   * @throws IllegalArgumentException if a setting is wrong, with all that is
   */
  public static TestBelfry start(String... app) {
    return start(List.of(app), PATIENCE, List.of());
  }

  /** Starts one with hooks, listeners or other parts. */
  public static TestBelfry start(ServerSetup setup, String... app) {
    return start(List.of(app), PATIENCE, List.of(setup));
  }

  static TestBelfry start(List<String> app, Duration patience, List<ServerSetup> setups) {
    String secret = "secret-of-the-test-" + UUID.randomUUID();
    // What is wrong with it is said before anything is open.
    ServerConfig config = TestNode.config(secret, app);
    TestBelfry belfry = new TestBelfry(secret, config, patience, setups);
    try {
      belfry.restart();
    } catch (RuntimeException e) {
      belfry.allowErrors();
      belfry.close();
      throw e;
    }
    return belfry;
  }

  /** Where clients and the server library find it; stays the same through {@link #restart}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** The port of {@link #uri}. */
  public int port() {
    return wire.port();
  }

  /** Id of its app. */
  public String appId() {
    return TestNode.APP_ID;
  }

  /** Public key of its app. */
  public String appKey() {
    return TestNode.APP_KEY;
  }

  /** Secret of its app; another one in each test run. */
  public String secret() {
    return secret;
  }

  /** The server library, ready for its app. Its clock is that of the server. */
  public Pusher pusher() {
    return pusher;
  }

  /**
   * The server itself, behind the wire.
   *
   * @throws IllegalStateException while it is dropped
   */
  public BelfryServer server() {
    return node.server();
  }

  /** Time on the server. What is due happens within a quarter of a second after it was moved. */
  public ManualClock clock() {
    return clock;
  }

  /** A client that is connected. */
  public TestClient client() {
    URI socket =
        URI.create(
            "ws://127.0.0.1:" + port() + "/app/" + appKey() + "?protocol=7&client=belfry-junit");
    TestClient client = new TestClient(http, socket, pusher, deliveries);
    clients.add(client);
    return client;
  }

  /** A client on which that user is signed in. */
  public TestClient signIn(String user) {
    return client().signIn(user);
  }

  /** What an auth endpoint would answer to sign that user in, as JSON. */
  public String userToken(String socketId, String user) {
    return pusher.authenticateUser(socketId, UserData.of(user)).toJson();
  }

  /** What an auth endpoint would answer to let that user into a channel, as JSON. */
  public String channelToken(String socketId, String channel, String user) {
    return AuthEndpoint.channelToken(pusher, socketId, channel, user);
  }

  /**
   * The address of an auth endpoint that signs in that user and lets them into all channels: for
   * the client of the program under test.
   */
  public URI authEndpoint(String user) {
    return endpoint.uri(user);
  }

  /** How often the auth endpoint was asked in this test. */
  public int authRequests() {
    return endpoint.asked();
  }

  /** The auth endpoint answers 403 from now on. */
  public void refuseAuth() {
    endpoint.refuse(true);
  }

  /** The auth endpoint signs again. */
  public void allowAuth() {
    endpoint.refuse(false);
  }

  /** Loses the connection of a client: both ends see a reset. */
  public void cut(TestClient client) {
    cut(client.socketId());
  }

  /**
   * Loses a connection by its socket id.
   *
   * @throws AssertionError if there is none
   */
  public void cut(String socketId) {
    if (wire.cut(is(socketId)) == 0) {
      throw noConnection(socketId);
    }
  }

  /** Loses all connections. */
  public void cutAll() {
    wire.cut(connection -> true);
  }

  /**
   * Takes nothing more of what the server sends to a connection, until it is closed with 4100 or
   * {@link #readOn} is called. What the operating system holds, some megabytes, comes first.
   */
  public void slowConsumer(TestClient client) {
    connections(client.socketId()).forEach(WiredConnection::stopReading);
  }

  /** The client reads again. */
  public void readOn(TestClient client) {
    connections(client.socketId()).forEach(WiredConnection::readOn);
  }

  /** Everything that goes over the wire from now on comes later by this time, each way. */
  public void delay(Duration by) {
    wire.delay(by);
  }

  /** Ends the server at once; who is connected is reset, and so is who comes. */
  public void dropNode() {
    wire.leadNowhere();
    node.stop();
  }

  /** Starts the server anew, which forgets what it held; its address stays. */
  public void restart() {
    wire.leadNowhere();
    node.stop();
    wire.leadTo(node.start());
  }

  /** An event that has been or will be delivered: say to whom. */
  public ExpectedDelivery assertDelivered(String event) {
    return new ExpectedDelivery(deliveries, event, null, null);
  }

  /**
   * Nothing is delivered to that user but what the test has asked for. A last event is sent to the
   * user and waited for, so whatever was published before has come by then; nothing is slept
   * through.
   *
   * @throws AssertionError if there is something, with all of it; or if a client has come over a
   *     fallback transport, which is not read along
   */
  public void assertNothingMoreTo(String user) {
    barriers++;
    String barrier = Integer.toString(barriers);
    List<String> sockets =
        wire.those(connection -> user.equals(connection.user())).stream()
            .map(connection -> String.valueOf(connection.tapped().socketId()))
            .toList();
    if (!sockets.isEmpty()) {
      pusher.sendToUser(user, BARRIER, Pusher.jsonString(barrier));
    }
    for (String socket : sockets) {
      assertDelivered(BARRIER).withData(Pusher.jsonString(barrier)).toSocket(socket);
    }
    List<Delivery> more =
        deliveries.unread(one -> user.equals(one.user()) && !one.event().equals(BARRIER));
    if (!deliveries.unreadable().isEmpty()) {
      throw new AssertionError(
          "Whether nothing came to " + user + " cannot be said. " + deliveries.unreadable());
    }
    if (!more.isEmpty()) {
      throw new AssertionError(
          "Expected nothing more to "
              + user
              + ", and there came:"
              + String.join("", more.stream().map(one -> "\n  " + Deliveries.line(one)).toList()));
    }
  }

  /** Waits until so many connections are open. */
  public void awaitConnections(int expected) {
    deliveries.await(
        () -> wire.those(connection -> connection.socketId() != null).size() == expected,
        () ->
            "Expected "
                + expected
                + " connections, and there are "
                + wire.those(connection -> connection.socketId() != null).size()
                + ".");
  }

  /** Errors that the server has logged, or logs until the end of this test, do not fail it. */
  public void allowErrors() {
    errors.allow();
  }

  /** Errors that were logged until now, such as by another server of this process, fail nothing. */
  public void forgetErrors() {
    errors.take();
  }

  private List<WiredConnection> connections(String socketId) {
    List<WiredConnection> found = wire.those(is(socketId));
    if (found.isEmpty()) {
      throw noConnection(socketId);
    }
    return found;
  }

  private static Predicate<TappedConnection> is(String socketId) {
    return connection -> socketId.equals(connection.socketId());
  }

  private static AssertionError noConnection(String socketId) {
    return new AssertionError("There is no connection " + socketId + " any more.");
  }

  /**
   * Undoes what one test has done, for the next: clients are closed, connections cut, faults mended
   * and deliveries forgotten, and a server that was dropped is there again. The clock stays.
   *
   * @throws AssertionError if the server has logged errors
   */
  public void reset() {
    endpoint.forget();
    clients.forEach(TestClient::close);
    clients.clear();
    wire.reset();
    if (!node.isRunning()) {
      restart();
    }
    deliveries.clear();
    judge(errors.take());
  }

  private static void judge(List<String> said) {
    if (!said.isEmpty()) {
      throw new AssertionError(
          "The server has logged errors. If the test wants them, call allowErrors():\n  "
              + String.join("\n  ", said));
    }
  }

  /**
   * Ends the server and all that belongs to it.
   *
   * @throws AssertionError if the server has logged errors
   */
  @Override
  public void close() {
    clients.forEach(TestClient::close);
    wire.close();
    node.stop();
    endpoint.close();
    pusher.close();
    http.shutdownNow();
    List<String> said = errors.take();
    errors.close();
    judge(said);
  }
}
