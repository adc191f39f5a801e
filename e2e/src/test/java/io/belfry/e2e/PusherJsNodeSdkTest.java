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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** pusher-js in Node.js, unmodified, against the server. It sends no cookies. */
@Tag("sdk")
class PusherJsNodeSdkTest {
  private static final String JOINED = " pusher:subscription_succeeded";
  private static final String ROOM = "presence-room";
  private static final Gson GSON = new Gson();

  @AutoClose private final Belfry belfry = Belfry.start();
  @AutoClose private final TestApp app = new TestApp(belfry.backend());
  private final ServerSdk backend = new PusherHttpJava(belfry.account());
  private final SdkProgram node = SdkProgram.node("pusher-js-node");

  @BeforeEach
  void connect() {
    app.channels(AuthEndpoint.signingWith(backend));
    say(
        "connect",
        Map.of(
            "port", belfry.port(),
            "key", Belfry.KEY,
            "usersAt", app.url(TestApp.USER_AUTH),
            "channelsAt", app.url(TestApp.CHANNEL_AUTH)));
    node.awaits("connected");
  }

  @AfterEach
  void end() {
    node.close();
  }

  @Test
  void givenPublicAndPrivateChannels_theirEventsArrive() {
    join("news");
    join("private-news");
    backend.trigger(List.of("news", "private-news"), "headline", Map.of("title", "Rain"));

    JsonObject rain = JsonParser.parseString("{\"title\":\"Rain\"}").getAsJsonObject();
    Map<String, JsonObject> heard = new HashMap<>();
    while (heard.size() < 2) {
      JsonObject line = node.next();
      if (line.get("told").getAsString().endsWith("news headline")) {
        heard.put(line.get("told").getAsString(), line.getAsJsonObject("data"));
      }
    }
    assertThat(heard)
        .containsOnly(Map.entry("news headline", rain), Map.entry("private-news headline", rain));
  }

  @Test
  @Tag("WS-065")
  @Tag("WS-082")
  void givenAPresenceChannel_membersAndTheirEventsAreTold() {
    join(ROOM);
    try (WireSubscriber bob = new WireSubscriber(belfry)) {
      ServerSdk.Member member = new ServerSdk.Member("bob", "Bob");
      bob.joinWith(ROOM, backend.authorizeMember(bob.socketId(), ROOM, member));
      say("trigger", Map.of("channel", ROOM, "event", "client-typing", "data", Map.of("n", 3)));

      assertThat(node.awaits(ROOM + " pusher:member_added").getAsJsonObject("data").get("id"))
          .hasToString("\"bob\"");
      JsonObject typing = bob.next();
      assertThat(typing.get("event").getAsString()).isEqualTo("client-typing");
      assertThat(typing.get("user_id").getAsString()).isEqualTo("nobody");
    }
  }

  @Test
  @Tag("WS-047")
  void givenASignin_eventsToTheUserArrive() {
    say("signin", Map.of());
    node.awaits("pusher:signin_success");
    belfry.backend().sendToUser("nobody", "paid", "{\"invoice\":17}");

    assertThat(node.awaits("user paid").getAsJsonObject("data")).hasToString("{\"invoice\":17}");
  }

  private void join(String channel) {
    say("join", Map.of("channel", channel));
    node.awaits(channel + JOINED);
  }

  private void say(String step, Map<String, ?> said) {
    JsonObject line = JsonParser.parseString(GSON.toJson(said)).getAsJsonObject();
    line.addProperty("step", step);
    node.say(line);
  }
}
