package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.channel.PresenceChannel;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.User;
import io.belfry.client.connection.ConnectionFailureException;
import io.belfry.testkit.ServerSide;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What failures and events tell a program, beside what they tell a person. */
class TypedTest {
  private static ConnectionFailureException heard(Scene scene, String code) {
    scene.recorder().await("error " + code + " ConnectionFailureException");
    return (ConnectionFailureException) Objects.requireNonNull(scene.recorder().lastFailure());
  }

  @ParameterizedTest
  @CsvSource({
    "4301, Client event rejected, client_event_rejected",
    "4307, anything, too_many_messages",
    "4001, as another server says it, app_unknown",
    "4009, You were disconnected by the application, terminated",
    "4009, Origin not allowed, origin_not_allowed",
    "4009, Come again tomorrow,",
    "4100, Over capacity, over_capacity",
    "4100, as another server says it,",
    "4300, nobody says it,"
  })
  @Tag("CL-035")
  void givenAnErrorOfTheServer_itsPartsAreTold(int code, String text, @Nullable String word) {
    try (Scene scene = Scene.open()) {
      scene.connect("1.1").send(Scene.error(code, text));

      ConnectionFailureException failure = heard(scene, String.valueOf(code));
      assertThat(failure.code()).hasValue(code);
      assertThat(failure.serverText()).hasValue(text);
      assertThat(failure.reason().orElse(null)).isEqualTo(word);
    }
  }

  @Test
  @Tag("CL-035")
  void givenACloseWithoutError_itsSentenceIsTold() {
    try (Scene scene = Scene.open()) {
      scene.connect("1.1").sendClose(4003, "Application disabled");

      ConnectionFailureException failure = heard(scene, "4003");
      assertThat(failure.serverText()).hasValue("Application disabled");
      assertThat(failure.reason()).hasValue("app_disabled");
    }
  }

  @Test
  @Tag("CL-035")
  void givenAnErrorWithoutCode_onlyItsSentenceIsTold() {
    try (Scene scene = Scene.open()) {
      scene
          .connect("1.1")
          .send("{\"event\":\"pusher:error\",\"data\":{\"code\":null,\"message\":\"No.\"}}");

      ConnectionFailureException failure = heard(scene, "null");
      assertThat(failure.code()).isEmpty();
      assertThat(failure.serverText()).hasValue("No.");
      assertThat(failure.reason()).isEmpty();
    }
  }

  @Test
  @Tag("CL-035")
  void givenARefusedSignin_itsPartsAreTold() {
    try (Scene scene = Scene.open()) {
      scene.pusher().user().bindSignin(scene.recorder());
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.error(4009, "Invalid signature"));

      scene.recorder().await("refused AuthenticationFailureException");
      assertThat(scene.recorder().lastFailure())
          .isInstanceOfSatisfying(
              AuthenticationFailureException.class,
              failure -> {
                assertThat(failure.code()).hasValue(4009);
                assertThat(failure.serverText()).hasValue("Invalid signature");
                assertThat(failure.reason()).hasValue("signin_refused");
              });
    }
  }

  @Test
  @Tag("CL-035")
  void givenAnEndpointThatRefuses_nothingIsSaidToBeTheServers() {
    try (Scene scene =
        Scene.open(
            options ->
                options.setUserAuthenticator(
                    socketId -> {
                      throw new AuthenticationFailureException("Who are you?", 403);
                    }))) {
      scene.pusher().user().bindSignin(scene.recorder());
      scene.pusher().signin();
      scene.connect("1.1");

      scene.recorder().await("refused AuthenticationFailureException");
      assertThat(scene.recorder().lastFailure())
          .isInstanceOfSatisfying(
              AuthenticationFailureException.class,
              failure -> {
                assertThat(failure.status()).hasValue(403);
                assertThat(failure.code()).isEmpty();
                assertThat(failure.serverText()).isEmpty();
                assertThat(failure.reason()).isEmpty();
              });
    }
  }

  @Test
  @Tag("CL-035")
  void givenARefusedSubscription_itsWordIsThatOfTheServer() {
    try (Scene scene = Scene.open()) {
      Recorder hearer = new Recorder();
      scene.pusher().subscribePrivate("private-a", hearer);
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(
          "{\"event\":\"pusher:subscription_error\",\"channel\":\"private-a\",\"data\":{\"type\":"
              + "\"LimitReached\",\"error\":\"Too many channels\",\"status\":403}}");

      hearer.await("refused AuthorizationFailureException");
      assertThat(hearer.lastFailure())
          .isInstanceOfSatisfying(
              AuthorizationFailureException.class,
              failure -> {
                assertThat(failure.status()).hasValue(403);
                assertThat(failure.serverText()).hasValue("Too many channels");
                assertThat(failure.reason()).hasValue("LimitReached");
              });
    }
  }

  private record Words(String text) {}

  /** Takes only JSON text that begins with a brace. */
  private static final class Wordy implements PayloadReader {
    @Override
    public <T> T read(String json, Class<T> type) {
      if (!json.startsWith("{")) {
        throw new IllegalArgumentException("no object");
      }
      return type.cast(new Words(json));
    }
  }

  private static Scene reading() {
    return Scene.open(
        options ->
            options
                .setPayloadReader(new Wordy())
                .setChannelAuthorizer(
                    (channel, socketId) ->
                        "{\"auth\":\"k:s\",\"channel_data\":\"{\\\"user_id\\\":\\\"a\\\"}\"}"));
  }

  @Test
  @Tag("CL-036")
  void givenAReader_dataAndInformationBecomeObjects() throws InterruptedException {
    try (Scene scene = reading()) {
      BlockingQueue<Words> read = new LinkedBlockingQueue<>();
      PresenceChannel team = scene.pusher().subscribePresence("presence-a", scene.recorder());
      team.bind("order", event -> read.add(Objects.requireNonNull(event.getData(Words.class))));
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(
          Scene.event(
              "pusher_internal:subscription_succeeded",
              "presence-a",
              "{\"presence\":{\"count\":2,\"ids\":[\"a\",\"b\"],\"hash\":{\"a\":{\"x\":1},\"b\":null}}}"));
      scene.recorder().await("users [a={\"x\":1}, b=null]");
      side.send(Scene.event("order", "presence-a", "{\"y\":2}"));

      assertThat(read.poll(10, TimeUnit.SECONDS)).isEqualTo(new Words("{\"y\":2}"));
      assertThat(team.getUsers().stream().map(user -> user.getInfo(Words.class)))
          .containsExactly(new Words("{\"x\":1}"), null);
    }
  }

  @Test
  @Tag("CL-036")
  void givenDataThatIsOfAnotherType_theListenersFailureIsToldAndTheNextEventComes() {
    try (Scene scene = reading()) {
      scene
          .pusher()
          .subscribe("orders")
          .bind("order", event -> scene.recorder().note("read " + event.getData(Words.class)));
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("orders"));
      side.send(Scene.event("order", "orders", "[1]"));
      side.send(Scene.event("order", "orders", "{}"));

      scene.recorder().await("error null PayloadException");
      assertThat(scene.recorder().next()).isEqualTo("read Words[text={}]");
    }
  }

  @ParameterizedTest
  @CsvSource({"no JSON", "''", "{} {}", "{", "TOO DEEP"})
  @Tag("CL-036")
  void givenDataThatIsNoJsonWithinBounds_noReaderSeesIt(String text) {
    String data = text.replace("TOO DEEP", "[".repeat(65) + "]".repeat(65));
    PusherEvent event = new PusherEvent("order", "orders", null, data).readBy(new Wordy());

    assertThatThrownBy(() -> event.getData(Words.class))
        .isInstanceOf(PayloadException.class)
        .hasNoCause()
        .hasMessageStartingWith("The data of event order is no JSON");
  }

  @Test
  @Tag("CL-036")
  void givenAReaderThatFails_theMessageSaysNothingOfTheData() {
    PusherEvent event = new PusherEvent("order", "orders", null, "[1]").readBy(new Wordy());

    assertThatThrownBy(() -> event.getData(Words.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage(
            "The data of event order could not be read as io.belfry.client.TypedTest$Words. Expected"
                + " JSON that the payload reader makes one of; the cause has its words.")
        .hasRootCauseMessage("no object");
  }

  @Test
  @Tag("CL-036")
  void givenNoReader_thatIsSaid() {
    assertThatThrownBy(() -> new User("u7", "{}").getInfo(Words.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PusherOptions.setPayloadReader");
  }
}
