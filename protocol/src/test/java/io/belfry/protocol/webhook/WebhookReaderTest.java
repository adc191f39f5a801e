package io.belfry.protocol.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.JsonTexts;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.protocol.webhook.WebhookEvent.Unknown;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReaderTest {
  @Property(seed = "20261128", tries = 2000)
  void givenEvents_theyReadBack(@ForAll("raised") List<Raised> events, @ForAll long timeMs) {
    byte[] body = WebhookWriter.body(timeMs, events.stream().map(WebhookWriter::event).toList());

    WebhookBody read = WebhookReader.read(body).body().orElseThrow();

    assertThat(read.timeMs()).isEqualTo(timeMs);
    assertThat(read.entries().stream().map(WebhookBody.Entry::event)).isEqualTo(events);
  }

  @Property(seed = "20261128", tries = 10_000)
  void givenAnyText_itIsABodyOrASentence(@ForAll("nearBodies") String text) {
    WebhookReader.Reading reading = WebhookReader.read(text.getBytes(StandardCharsets.UTF_8));

    assertThat(reading.body().isEmpty()).isEqualTo(!reading.hint().isEmpty());
  }

  @Test
  @Tag("HOOK-087")
  void givenAnUnknownEvent_itIsThereAsItCame() {
    String json =
        "{\"name\":\"channel_moved\",\"channel\":\"a\",\"to\":{\"x\":[1, 2]},\"user_id\":7}";

    assertThat(events(json))
        .containsExactly(new Unknown("channel_moved", Optional.of("a"), Optional.of("7"), json));
  }

  @Test
  @Tag("HOOK-087")
  void givenAnUnknownField_itsEventIsReadAndTheFieldIsInItsText() {
    String json = "{\"name\":\"cache_miss\",\"channel\":\"cache-a\",\"data\":\"{}\",\"since\":[5]}";

    WebhookBody.Entry entry = entries(json).get(0);

    assertThat(entry.event()).isEqualTo(new WebhookEvent.CacheMiss("cache-a"));
    assertThat(entry.json()).isEqualTo(json);
  }

  @ParameterizedTest
  @Tag("HOOK-087")
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":5}",
        "{\"name\":\"channel_occupied\"}",
        "{\"name\":\"channel_occupied\",\"channel\":null}",
        "{\"name\":\"member_added\",\"channel\":\"presence-a\"}",
        "{\"name\":\"client_event\",\"channel\":\"private-a\"}",
        "{\"name\":\"subscription_count\",\"channel\":\"a\",\"subscription_count\":1.5}",
        "{\"name\":\"user_online\",\"user_id\":\"7\"}",
        "{\"name\":\"user_offline\",\"at_ms\":7}",
        "{\"name\":\"session_started\",\"user_id\":\"7\",\"at_ms\":7}",
        "{\"name\":\"session_ended\",\"user_id\":\"7\",\"socket_id\":\"1.2\",\"at_ms\":7}"
      })
  void givenAnEventWithoutAFieldOfItsType_theOthersAreReadAllTheSame(String json) {
    List<WebhookEvent> events = events(json, "{\"name\":\"channel_vacated\",\"channel\":\"a\"}");

    assertThat(events.get(0)).isInstanceOf(Unknown.class);
    assertThat(events.get(1)).isEqualTo(new WebhookEvent.ChannelVacated("a"));
  }

  @Test
  @Tag("HOOK-020")
  void givenDataThatIsAnObject_itIsItsSourceText() {
    assertThat(
            events(
                "{\"name\":\"client_event\",\"channel\":\"private-x\",\"event\":\"client-a\","
                    + "\"data\":{\"x\": 1},\"socket_id\":null,\"user_id\":null}"))
        .containsExactly(
            new ClientEvent(
                "private-x",
                "client-a",
                Optional.of("{\"x\": 1}"),
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @Tag("HOOK-004")
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"time_ms\":1}",
        "{\"time_ms\":1,\"events\":[]}",
        "{\"time_ms\":1,\"events\":{}}",
        "{\"time_ms\":1,\"events\":[7]}",
        "{\"time_ms\":1,\"events\":[[]]}",
        "{\"time_ms\":\"1\",\"events\":[{}]}",
        "{\"time_ms\":1e3,\"events\":[{}]}",
        "{\"time_ms\":9223372036854775808,\"events\":[{}]}",
        "{\"time_ms\":1,\"events\":[{\"name\":\"a\",\"name\":\"b\"}]}",
        "{\"time_ms\":1,\"events\":[{}]} x"
      })
  void givenATextThatIsNoBody_itSaysWhy(String text) {
    WebhookReader.Reading reading = WebhookReader.read(text.getBytes(StandardCharsets.UTF_8));

    assertThat(reading.body()).isEmpty();
    assertThat(reading.hint()).isNotEmpty();
  }

  @Test
  void givenABodyBeyondTheBound_itIsNotParsed() {
    byte[] body = new byte[WebhookReader.MAX_BODY_BYTES + 1];
    Arrays.fill(body, (byte) ' ');

    assertThat(WebhookReader.read(body).hint()).contains("16777216");
  }

  private static List<WebhookEvent> events(String... events) {
    return entries(events).stream().map(WebhookBody.Entry::event).toList();
  }

  private static List<WebhookBody.Entry> entries(String... events) {
    String body = "{\"time_ms\":1,\"events\":[" + String.join(",", events) + "]}";
    return WebhookReader.read(body.getBytes(StandardCharsets.UTF_8)).body().orElseThrow().entries();
  }

  @Provide
  Arbitrary<List<Raised>> raised() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(30);
    Arbitrary<Optional<String>> optional = text.optional();
    Arbitrary<Long> number = Arbitraries.longs();
    Arbitrary<WebhookEvent.Session> session =
        Combinators.combine(text, text, optional, optional).as(WebhookEvent.Session::new);
    Arbitrary<Raised> event =
        Arbitraries.oneOf(
            text.map(WebhookEvent.ChannelOccupied::new),
            text.map(WebhookEvent.ChannelVacated::new),
            text.map(WebhookEvent.CacheMiss::new),
            Combinators.combine(text, text).as(WebhookEvent.MemberAdded::new),
            Combinators.combine(text, text).as(WebhookEvent.MemberRemoved::new),
            Combinators.combine(text, text, optional, optional, optional).as(ClientEvent::new),
            Combinators.combine(text, number).as(WebhookEvent.SubscriptionCount::new),
            Combinators.combine(text, number).as(WebhookEvent.UserOnline::new),
            Combinators.combine(
                    text,
                    number,
                    number
                        .optional()
                        .map(n -> n.map(OptionalLong::of).orElse(OptionalLong.empty())))
                .as(WebhookEvent.UserOffline::new),
            Combinators.combine(session, number).as(WebhookEvent.SessionStarted::new),
            Combinators.combine(session, number, Arbitraries.integers())
                .as(WebhookEvent.SessionEnded::new));
    return event.list().ofMinSize(1).ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> nearBodies() {
    return JsonTexts.near(
        "{\"time_ms\":1,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"a\"}]}",
        "{\"time_ms\":1,\"events\":[{\"name\":\"client_event\",\"channel\":\"private-x\","
            + "\"event\":\"client-a\",\"data\":{\"x\":[1]},\"user_id\":null},{\"name\":5}]}",
        "{\"events\":[{\"name\":\"user_offline\",\"user_id\":\"7\",\"at_ms\":1}],\"time_ms\":-3}");
  }
}
