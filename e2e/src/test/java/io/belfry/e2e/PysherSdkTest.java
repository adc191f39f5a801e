package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pysher, unmodified, against the server. It speaks protocol 6. */
@Tag("sdk")
class PysherSdkTest {
  private static final String ROOM = "presence-room";
  private static final Gson GSON = new Gson();

  @AutoClose private final Belfry belfry = Belfry.start();
  @AutoClose private final TestApp app = new TestApp(belfry.backend());
  private final ServerSdk backend = new PusherHttpJava(belfry.account());
  private final SdkProgram pysher = SdkProgram.python("pysher");

  @AfterEach
  void end() {
    pysher.close();
  }

  @Test
  void givenAPublicChannel_itsEventsArrive() {
    connect(belfry.port());
    join("news", "headline");
    backend.trigger(List.of("news"), "headline", Map.of("title", "Regen \uD83D\uDE00"));

    assertThat(heard("news headline")).isEqualTo("{\"title\":\"Regen \uD83D\uDE00\"}");
  }

  @Test
  void givenAPrivateChannel_itIsAuthorisedAtTheEndpointAndItsEventsArrive() {
    connect(belfry.port(), "auth_endpoint", app.url(TestApp.CHANNEL_AUTH));
    join("private-news", "headline");
    backend.trigger(List.of("private-news"), "headline", Map.of());

    assertThat(heard("private-news headline")).isEqualTo("{}");
    assertThat(app.calls(TestApp.CHANNEL_AUTH)).hasSize(1);
  }

  @Test
  @Tag("WS-065")
  @Tag("WS-066")
  void givenAPresenceChannel_itIsAMemberAndHearsOfTheOthers() {
    connectAsAlice();
    join(ROOM, "pusher_internal:member_added", "pusher_internal:member_removed");
    try (WireSubscriber bob = new WireSubscriber(belfry)) {
      JsonObject roster = enterAsBob(bob);

      assertThat(roster.getAsJsonObject("presence").getAsJsonObject("hash").toString())
          .contains("\"alice\":{\"name\":\"Alice\"}");
      assertThat(heard(ROOM + " pusher_internal:member_added")).contains("\"user_id\":\"bob\"");
    }
    assertThat(heard(ROOM + " pusher_internal:member_removed")).contains("\"user_id\":\"bob\"");
  }

  @Test
  @Tag("WS-082")
  void givenAClientEvent_theOtherGetsItAndPysherGetsTheAnswer() {
    connectAsAlice();
    join(ROOM, "client-answer");
    try (WireSubscriber bob = new WireSubscriber(belfry)) {
      enterAsBob(bob);
      say("trigger", Map.of("channel", ROOM, "event", "client-typing", "data", Map.of("chars", 3)));
      JsonObject typing = bob.next();
      bob.send("client-answer", ROOM, new JsonObject());

      assertThat(typing.get("event").getAsString()).isEqualTo("client-typing");
      assertThat(typing.get("user_id").getAsString()).isEqualTo("alice");
      pysher.awaits(ROOM + " client-answer");
    }
  }

  @Test
  @Tag("WS-059")
  void givenALeftChannel_itsEventsDoNotArrive() {
    connect(belfry.port());
    join("news", "headline");
    join("sports", "headline");
    say("leave", Map.of("channel", "news"));
    settle();
    backend.trigger(List.of("news", "sports"), "headline", Map.of());

    assertThat(pysher.next().get("told").getAsString()).isEqualTo("sports headline");
  }

  @Test
  @Tag("WS-054")
  void givenAWrongSecret_theRefusalIsTold() {
    connect(belfry.port(), "secret", "a secret of another app");
    say("join", Map.of("channel", "private-news", "events", List.of()));

    JsonObject error = pysher.awaits("error").getAsJsonObject("data");
    assertThat(error.get("message").getAsString()).contains("private-news");
  }

  @Test
  void givenACutConnection_itConnectsAndJoinsAgain() {
    try (CuttableProxy proxy = CuttableProxy.to(belfry.port())) {
      connect(proxy.port(), "auto_sub", true, "reconnect_interval", 0);
      join("news", "headline");
      proxy.cut();
      pysher.awaits("connected");
      pysher.awaits("pong");
      settle();
      backend.trigger(List.of("news"), "headline", Map.of());

      assertThat(heard("news headline")).isEqualTo("{}");
    }
  }

  private void connectAsAlice() {
    connect(
        belfry.port(),
        "secret",
        belfry.account().secret(),
        "user_data",
        Map.of("user_id", "alice", "user_info", Map.of("name", "Alice")));
  }

  // Pysher sends a ping of its own as soon as it is connected, whose pong must not be taken for
  // that of a later one.
  private void connect(int port, Object... options) {
    Map<String, Object> said = new HashMap<>(Map.of("port", port, "key", Belfry.KEY));
    for (int i = 0; i < options.length; i += 2) {
      said.put(String.valueOf(options[i]), options[i + 1]);
    }
    say("connect", said);
    pysher.awaits("connected");
    pysher.awaits("pong");
  }

  private void join(String channel, String... events) {
    say("join", Map.of("channel", channel, "events", events));
    settle();
  }

  /** Returns when the server has answered all that Pysher had sent. */
  private void settle() {
    say("ping", Map.of());
    pysher.awaits("pong");
  }

  private String heard(String what) {
    return pysher.awaits(what).get("data").getAsString();
  }

  private JsonObject enterAsBob(WireSubscriber bob) {
    ServerSdk.Member member = new ServerSdk.Member("bob", "Bob");
    return bob.joinWith(ROOM, backend.authorizeMember(bob.socketId(), ROOM, member));
  }

  private void say(String step, Map<String, ?> said) {
    JsonObject line = JsonParser.parseString(GSON.toJson(said)).getAsJsonObject();
    line.addProperty("step", step);
    pysher.say(line);
  }
}
