package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.belfry.rest.ApiException;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows of a backend, with a real server. */
class BackendTest {
  private static final String ORDER = "{\"order\":7}";

  private final List<Pusher> retries = new ArrayList<>();
  private TestBelfry server;
  private Pusher belfry;

  @BeforeEach
  void start() throws IOException {
    server = TestBelfry.start();
    belfry = server.backend();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Pusher madePusher(String secret) {
    // snippet: make-pusher
    Pusher belfry = new Pusher(RestOptions.of("http://127.0.0.1:6001", "1", "app-key", secret));
    // end
    return belfry;
  }

  private static Pusher pusherOfASecretFile(Path secretFile) {
    // snippet: make-pusher-secret-file
    Pusher belfry =
        new Pusher(RestOptions.ofSecretFile("http://127.0.0.1:6001", "1", "app-key", secretFile));
    // end
    return belfry;
  }

  private static Pusher patientPusher(String secret) {
    // snippet: make-pusher-timeouts
    RestOptions options =
        RestOptions.of("https://push.example.com", "1", "app-key", secret)
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5));
    Pusher belfry = new Pusher(options);
    // end
    return belfry;
  }

  private static Pusher repeatingPusher(String url, String secret) {
    // snippet: make-pusher-retries
    RestOptions options =
        RestOptions.of(url, "1", "app-key", secret).withRetries(3).withIdempotencyKeys();
    Pusher belfry = new Pusher(options);
    // end
    return belfry;
  }

  @Test
  void givenTheLinesThatRepeatCalls_anEventGoesOutOnce() {
    TestBelfry.Connection reader = subscribed(server.connect());
    try (Pusher repeating =
        repeatingPusher("http://127.0.0.1:" + server.port(), TestBelfry.SECRET)) {
      repeating.trigger("orders", "order-shipped", "1");
    }

    assertThat(reader.client().next()).contains("order-shipped");
    assertThat(reader.ask("pusher:ping", "{}")).contains("pusher:pong");
  }

  @Test
  void givenTheLinesThatMakeIt_itSignsWithTheSecretGiven(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("app.secret"), TestBelfry.SECRET + "\n");
    String expected = belfry.authenticateUser("1.2", UserData.of("ada")).auth();

    assertThat(madePusher(TestBelfry.SECRET).authenticateUser("1.2", UserData.of("ada")).auth())
        .isEqualTo(expected);
    assertThat(pusherOfASecretFile(file).authenticateUser("1.2", UserData.of("ada")).auth())
        .isEqualTo(expected);
    assertThat(patientPusher(TestBelfry.SECRET).authenticateUser("1.2", UserData.of("ada")).auth())
        .isEqualTo(expected);
  }

  private TestBelfry.Connection signedIn(String user) {
    TestBelfry.Connection connection = server.connect();
    String auth = belfry.authenticateUser(connection.socketId(), UserData.of(user)).toJson();
    assertThat(connection.ask("pusher:signin", auth)).contains("pusher:signin_success");
    return connection;
  }

  private static TestBelfry.Connection subscribed(TestBelfry.Connection connection) {
    assertThat(connection.ask("pusher:subscribe", "{\"channel\":\"orders\"}"))
        .contains("subscription_succeeded");
    return connection;
  }

  @Test
  void givenASignedInUser_itGetsWhatIsSentToIt() {
    try (TestBelfry.Connection ada = signedIn("ada")) {
      // snippet: send-to-user
      belfry.sendToUser("ada", "order-shipped", "{\"order\":7}");
      // end

      assertThat(ada.client().next()).contains("order-shipped", "\\\"order\\\":7");
    }
  }

  @Test
  void givenATermination_theUsersConnectionEndsWith4009() {
    try (TestBelfry.Connection ada = signedIn("ada")) {
      // snippet: terminate
      belfry.terminateUserConnections("ada");
      // end

      assertThat(ada.client().next()).contains("pusher:error", "4009");
      assertThat(ada.client().nextClose().closeCode()).isEqualTo(4009);
    }
  }

  @Test
  void givenChannels_theirSubscribersGetTheEvent() {
    try (TestBelfry.Connection one = subscribed(server.connect());
        TestBelfry.Connection other = subscribed(server.connect())) {
      // snippet: trigger
      belfry.trigger("orders", "order-shipped", "{\"order\":7}");
      // end
      assertThat(one.client().next()).contains("order-shipped");
      assertThat(other.client().next()).contains("order-shipped");

      String socketId = one.socketId();
      // snippet: trigger-excluding
      List<String> channels = List.of("orders", "audit");
      Event event = Event.of(channels, "order-shipped", "{\"order\":8}");
      belfry.trigger(event.excluding(socketId));
      // end
      assertThat(other.client().next()).contains("\\\"order\\\":8");
      assertThat(one.ask("pusher:ping", "{}")).contains("pusher:pong");
    }
  }

  @Test
  void givenAnObject_itGoesAsTheMapperWritesIt() {
    String url = "http://127.0.0.1:" + server.port();
    String secret = TestBelfry.SECRET;
    try (TestBelfry.Connection one = subscribed(server.connect())) {
      // snippet: trigger-object
      RestOptions options = RestOptions.of(url, "1", "app-key", secret);
      Pusher belfry = new Pusher(options.withEventMapper(new Gson()::toJson));
      belfry.trigger("orders", "order-shipped", Map.of("order", 7));
      // end
      belfry.close();

      assertThat(one.client().next()).contains("\\\"order\\\":7");
    }
  }

  @Test
  void givenACallThatTheLibraryHasNoMethodFor_itIsSigned() {
    try (TestBelfry.Connection one = subscribed(server.connect())) {
      // snippet: free-call
      String body = belfry.get("/channels", Map.of("info", "subscription_count"));
      URI signed = belfry.signedUri("GET", "/channels", null); // for another HTTP client
      // end

      assertThat(one.socketId()).isNotEmpty();
      assertThat(body).contains("\"orders\":{\"subscription_count\":1}");
      assertThat(signed).hasPath("/apps/1/channels");
    }
  }

  @Test
  void givenPlainText_itGoesAsJsonText() {
    try (TestBelfry.Connection one = subscribed(server.connect())) {
      // snippet: json-string
      belfry.trigger("orders", "note", Pusher.jsonString("Left at the \"back\" door"));
      // end

      assertThat(one.client().next()).contains("Left at the");
    }
  }

  @Test
  void givenARefusal_itSaysWhyAndWhetherToTryAgain() {
    belfry = server.backend("another secret altogether");

    assertThat(sendOrQueue()).isEqualTo("auth_signature_invalid");
    assertThat(retries).isEmpty();

    assertThatThrownBy(() -> belfry.sendToUser("", "order-shipped", ORDER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenAServerThatIsGone_theCallMayBeRepeated() {
    server.close();

    assertThat(sendOrQueue()).isEmpty();
    assertThat(retries).hasSize(1);
  }

  private String sendOrQueue() {
    // snippet: handle-refusal
    try {
      belfry.sendToUser("ada", "order-shipped", "{\"order\":7}");
    } catch (ApiException e) {
      if (e.isRetryable()) { // no answer, 429 or 5xx
        retries.add(belfry);
      }
      return e.reason(); // a stable word such as auth_signature_invalid
    }
    // end
    return "sent";
  }

  @Test
  void givenTheCallThatDoesNotWait_itCompletes() {
    List<String> log = new ArrayList<>();
    // snippet: send-async
    CompletionStage<String> outcome =
        belfry
            .sendToUserAsync("ada", "order-shipped", "{\"order\":7}")
            .handle((done, failure) -> failure == null ? "sent" : failure.getMessage());
    // end
    outcome.thenAccept(log::add).toCompletableFuture().join();

    assertThat(log).containsExactly("sent");
  }
}
