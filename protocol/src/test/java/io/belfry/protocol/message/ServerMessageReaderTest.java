package io.belfry.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.JsonTexts;
import io.belfry.protocol.SocketId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerMessageReaderTest {
  private static final SocketId SOCKET = new SocketId("1.2");

  @Property(seed = "20261124", tries = 10_000)
  void givenAnyText_itIsAMessageOrNothing(@ForAll("nearMessages") String text) {
    assertThat(ServerMessageReader.read(text)).isNotNull();
  }

  @Property(seed = "20261124", tries = 2000)
  void givenAMessage_itReadsBack(@ForAll("messages") ServerMessage message) {
    String text = new String(ServerMessageWriter.write(message), StandardCharsets.UTF_8);

    assertThat(ServerMessageReader.read(text)).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"pusher:connection_established\",\"data\":{\"socket_id\":\"1.2\",\"activity_timeout\":120}}",
        "{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"activity_timeout\\\":\\\"120\\\",\\\"socket_id\\\":\\\"1.2\\\"}\"}"
      })
  void givenDataAsObjectOrString_itIsTheSameMessage(String text) {
    assertThat(ServerMessageReader.read(text))
        .contains(new ServerMessage.ConnectionEstablished(SOCKET, 120));
  }

  @Test
  void givenAnErrorWithoutACode_itIsAFailureWithCodeZero() {
    assertThat(
            ServerMessageReader.read(
                "{\"event\":\"pusher:error\",\"data\":{\"code\":null,\"message\":\"m\"}}"))
        .contains(new ServerMessage.Failure(0, "m"));
    assertThat(ServerMessageReader.read("{\"event\":\"pusher:error\"}"))
        .contains(new ServerMessage.Failure(0, ""));
  }

  @Test
  void givenAnEventWithoutData_itsDataIsAnEmptyObject() {
    assertThat(ServerMessageReader.read("{\"event\":\"e\",\"channel\":\"c\"}"))
        .contains(new ServerMessage.Event("e", "c", "{}", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"event\":1}",
        "{\"event\":\"pusher:connection_established\",\"data\":\"x\"}",
        "{\"event\":\"pusher:connection_established\",\"data\":{\"socket_id\":\"x\"}}",
        "{\"event\":\"pusher:signin_success\",\"data\":\"{}\"}",
        "{\"event\":\"pusher_internal:subscription_succeeded\",\"data\":\"{}\"}"
      })
  void givenATextThatCannotBeUsed_itIsNothing(String text) {
    assertThat(ServerMessageReader.read(text)).isEqualTo(Optional.empty());
  }

  @Test
  void givenAPayload_itIsWrittenAsAStringAndOtherwiseUntouched() {
    byte[] written =
        ServerMessageWriter.write(new ServerMessage.Event("e", "c", "{\"a\":\"</ë\u2028>\"}", "u"));

    assertThat(new String(written, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"event\":\"e\",\"channel\":\"c\",\"data\":\"{\\\"a\\\":\\\"</ë\u2028>\\\"}\",\"user_id\":\"u\"}");
  }

  @Provide
  Arbitrary<ServerMessage> messages() {
    Arbitrary<String> text = texts();
    Arbitrary<@Nullable String> optional = texts().injectNull(0.3);
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 5000);
    return Arbitraries.oneOf(
        number.map(n -> new ServerMessage.ConnectionEstablished(SOCKET, n)),
        Arbitraries.of(new ServerMessage.Ping(), new ServerMessage.Pong()),
        Combinators.combine(number, text).as(ServerMessage.Failure::new),
        text.map(ServerMessage.SigninSuccess::new),
        Combinators.combine(text, text).as(ServerMessage.SubscriptionSucceeded::new),
        Combinators.combine(text, text, text, number).as(ServerMessage.SubscriptionError::new),
        Combinators.combine(text.map("my-"::concat), optional, text, optional)
            .as(ServerMessage.Event::new));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(40)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }

  @Provide
  Arbitrary<String> nearMessages() {
    return JsonTexts.near(
        "{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\"1.2\\\"}\"}",
        "{\"event\":\"pusher:error\",\"data\":{\"code\":4001,\"message\":\"m\"}}",
        "{\"event\":\"pusher:subscription_error\",\"channel\":\"c\",\"data\":{\"status\":401}}",
        "{\"event\":\"e\",\"channel\":\"c\",\"data\":[1],\"user_id\":7}");
  }
}
