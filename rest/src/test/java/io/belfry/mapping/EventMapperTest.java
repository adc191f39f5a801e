package io.belfry.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.belfry.rest.EventMapper;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import jakarta.json.bind.JsonbBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Objects as events, by the one line that each library needs. */
@Tag("HTTP-167")
class EventMapperTest {
  private static final RestOptions OPTIONS =
      RestOptions.of("http://127.0.0.1:1", "1", "key", "a secret of the app");

  static Stream<EventMapper> oneLiners() {
    return Stream.of(
        JsonMapper.shared()::writeValueAsString,
        new com.fasterxml.jackson.databind.ObjectMapper()::writeValueAsString,
        new Gson()::toJson,
        JsonbBuilder.create()::toJson);
  }

  @ParameterizedTest
  @MethodSource("oneLiners")
  void givenAMapper_objectsBecomeItsJsonAndStringsStayAsTheyAre(EventMapper mapper) {
    Pusher pusher = new Pusher(OPTIONS.withEventMapper(mapper));

    assertThat(pusher.payload(Map.of("order", 7))).isEqualTo("{\"order\":7}");
    assertThat(pusher.payload(List.of("a", "b"))).isEqualTo("[\"a\",\"b\"]");
    assertThat(pusher.payload(7)).isEqualTo("7");
    assertThat(pusher.payload("{\"order\": 7}")).isEqualTo("{\"order\": 7}");
    assertThat(pusher.payload((Object) "plain")).isEqualTo("plain");
  }

  @Test
  void givenNoMapper_nothingIsSentAndTheWayOutIsNamed() {
    Pusher pusher = new Pusher(OPTIONS);

    assertThatThrownBy(() -> pusher.trigger("orders", "e", Map.of("pin", "hush")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("RestOptions.withEventMapper")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    assertThatThrownBy(() -> pusher.trigger(List.of("orders"), "e", 7))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pusher.sendToUser("ada", "e", 7))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @SuppressWarnings("NullAway") // what an application's own code may do
  void givenAMapperThatFails_itSaysForWhichTypeAndShowsNoValue() {
    EventMapper failing =
        value -> {
          throw new java.io.IOException("no");
        };
    EventMapper empty = value -> null;

    for (EventMapper mapper : List.of(failing, empty)) {
      Pusher pusher = new Pusher(OPTIONS.withEventMapper(mapper));
      assertThatThrownBy(() -> pusher.payload(new AtomicReference<>("hush")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.util.concurrent.atomic.AtomicReference")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    }
  }
}
