package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** asyncpusher, unmodified, against the server. */
@Tag("sdk")
class AsyncpusherSdkTest {
  private static final String ROOM = "presence-room";
  private static final String JOINED = " pusher_internal:subscription_succeeded";
  private static final Gson GSON = new Gson();

  @AutoClose private final Belfry belfry = Belfry.start();
  @AutoClose private final TestApp app = new TestApp(belfry.backend());
  @AutoClose private final CuttableProxy wire = CuttableProxy.to(belfry.port());
  private final ServerSdk backend = new PusherHttpJava(belfry.account());
  private final SdkProgram asyncpusher = SdkProgram.python("asyncpusher");

  @BeforeEach
  void connect() {
    app.channels(AuthEndpoint.signingWith(backend));
    say(
        "connect",
        Map.of(
            "port", wire.port(),
            "key", Belfry.KEY,
            "channelsAt", app.url(TestApp.CHANNEL_AUTH)));
    asyncpusher.awaits("connected");
  }

  @AfterEach
  void end() {
    asyncpusher.close();
  }

  @Test
  void givenPublicAndPrivateChannels_theirEventsArrive() {
    join("news", "headline");
    join("private-news", "headline");
    backend.trigger(List.of("news"), "headline", Map.of("title", "Regen \uD83D\uDE00"));
    assertThat(heard("news headline")).isEqualTo("{\"title\":\"Regen \uD83D\uDE00\"}");
    backend.trigger(List.of("private-news"), "headline", Map.of());

    assertThat(heard("private-news headline")).isEqualTo("{}");
    assertThat(app.calls(TestApp.CHANNEL_AUTH)).hasSize(1);
  }

  @Test
  @Tag("WS-065")
  @Tag("WS-082")
  void givenAPresenceChannel_membersAndTheirEventsAreTold() {
    join(ROOM, "pusher_internal:member_added");
    try (WireSubscriber bob = new WireSubscriber(belfry)) {
      ServerSdk.Member member = new ServerSdk.Member("bob", "Bob");
      bob.joinWith(ROOM, backend.authorizeMember(bob.socketId(), ROOM, member));
      assertThat(heard(ROOM + " pusher_internal:member_added")).contains("\"user_id\":\"bob\"");
      say("trigger", Map.of("channel", ROOM, "event", "client-typing", "data", Map.of("n", 3)));

      assertThat(bob.next().get("event").getAsString()).isEqualTo("client-typing");
    }
  }

  @Test
  void givenACutWire_itComesBackToItsChannels() {
    join("news", "headline");
    wire.cut();
    asyncpusher.awaits("connected");
    asyncpusher.awaits("news" + JOINED);
    backend.trigger(List.of("news"), "headline", Map.of());

    assertThat(heard("news headline")).isEqualTo("{}");
  }

  private void join(String channel, String... events) {
    say("join", Map.of("channel", channel, "events", List.of(events)));
    asyncpusher.awaits(channel + JOINED);
  }

  private String heard(String what) {
    return asyncpusher.awaits(what).get("data").toString();
  }

  private void say(String step, Map<String, ?> said) {
    JsonObject line = JsonParser.parseString(GSON.toJson(said)).getAsJsonObject();
    line.addProperty("step", step);
    asyncpusher.say(line);
  }
}
