package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.ServerSide;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

class FramesTest {
  private static final String[] EVENTS = {
    "pusher:connection_established",
    "pusher:error",
    "pusher:pong",
    "pusher:signin_success",
    "pusher:subscription_error",
    "pusher:cache_miss",
    "pusher_internal:subscription_succeeded",
    "pusher_internal:member_added",
    "pusher_internal:member_removed",
    "pusher_internal:watchlist_events",
    "pusher_internal:odd",
    "hello",
    "client-x",
    ""
  };
  private static final String[] DATA = {
    "",
    ",\"data\":null",
    ",\"data\":{}",
    ",\"data\":[]",
    ",\"data\":7",
    ",\"data\":\"\"",
    ",\"data\":\"{\"",
    ",\"data\":\"{}\"",
    ",\"data\":{\"code\":\"4301\",\"message\":7}",
    ",\"data\":{\"user_data\":\"{\"}",
    ",\"data\":{\"user_id\":7}",
    ",\"data\":{\"presence\":[]}",
    ",\"data\":\"{\\\"presence\\\":{\\\"hash\\\":[]}}\"",
    ",\"data\":{\"events\":[{},7,{\"name\":1}]}",
    ",\"data\":{\"events\":[{\"name\":\"online\",\"user_ids\":{}}]}"
  };
  private static final String[] CHANNEL = {
    "",
    ",\"channel\":\"presence-room\"",
    ",\"channel\":\"#server-to-user-u7\"",
    ",\"channel\":\"other\"",
    ",\"channel\":7"
  };
  private static final String[] MORE = {
    "", ",\"x\":{\"y\":[1]}", ",\"user_id\":7", ",\"user_id\":null"
  };

  @Provide
  Arbitrary<String> frames() {
    Arbitrary<String> likely =
        Combinators.combine(
                Arbitraries.of(EVENTS),
                Arbitraries.of(DATA),
                Arbitraries.of(CHANNEL),
                Arbitraries.of(MORE))
            .as(
                (event, data, channel, more) ->
                    "{\"event\":\"" + event + "\"" + data + channel + more + "}");
    Arbitrary<String> odd =
        Arbitraries.of("", "null", "[]", "7", "{", "{}", "{\"event\":7}", "{\"event\":\"a\"}x");
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(9, likely), net.jqwik.api.Tuple.of(1, odd));
  }

  @Property(tries = 20, seed = "7")
  @Tag("CL-014")
  void givenAnyFrames_theClientGoesOnWorking(@ForAll("several") List<String> frames) {
    try (Scene scene = Scene.open()) {
      scene.pusher().subscribePresence("presence-room", scene.recorder());
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.signedIn());
      frames.forEach(side::send);
      side.send("{\"event\":\"pusher:ping\"}");
      String answer = side.next();
      while (!answer.contains("pusher:pong")) {
        answer = side.next();
      }
      scene.pusher().user().bind("last", scene.recorder());
      side.send("{\"event\":\"last\",\"channel\":\"#server-to-user-u7\",\"data\":{\"n\":1}}");

      assertThat(scene.recorder().await("event last {\"n\":1}"))
          .noneMatch(line -> line.matches(".*(NullPointer|ClassCast|IllegalState).*"));
    }
  }

  @Provide
  Arbitrary<List<String>> several() {
    return frames().list().ofMinSize(1).ofMaxSize(40);
  }
}
