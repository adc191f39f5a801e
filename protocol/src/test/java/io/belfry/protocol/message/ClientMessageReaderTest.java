package io.belfry.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.JsonTexts;
import io.belfry.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageReaderTest {
  @Property(seed = "20261124", tries = 10_000)
  void givenAnyText_itIsAMessageOrRefusedWithACode(@ForAll("nearMessages") String text) {
    try {
      assertThat(read(text)).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e.code()).isIn(ErrorCode.MALFORMED_FRAME, ErrorCode.SIGNIN_REFUSED);
      assertThat(e.hint()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> nearData() {
    Arbitrary<String> names = Arbitraries.of("auth", "user_data", "channel_data", "channel", "x");
    Arbitrary<String> values =
        Arbitraries.of(
            "\"a\"", "\"\\ud800\"", "null", "1", "{\"auth\":1}", "[{}]", "\"", "01", "{");
    return Combinators.combine(names, values)
        .as((name, value) -> "\"" + name + "\":" + value)
        .list()
        .ofMaxSize(4)
        .map(members -> "{" + String.join(",", members) + "}");
  }

  @Property(seed = "20261125", tries = 5_000)
  @net.jqwik.api.Tag("WS-023")
  void givenDataBeforeOrBehindTheEvent_itSaysTheSame(@ForAll("nearData") String data) {
    for (String event : List.of("pusher:subscribe", "pusher:signin", "pusher:unsubscribe")) {
      String first = "{\"event\":\"" + event + "\",\"data\":" + data + "}";
      String last = "{\"data\":" + data + ",\"event\":\"" + event + "\"}";
      assertThat(outcome(first)).isEqualTo(outcome(last));
    }
  }

  private static Object outcome(String text) {
    try {
      return read(text);
    } catch (ProtocolException e) {
      // The place in the text is another one.
      return e.code() + " " + e.hint().replaceAll("column [0-9]+", "column");
    }
  }

  @Property(seed = "20261124")
  void givenASignin_itReadsBack(@ForAll("texts") String auth, @ForAll("texts") String userData) {
    ClientMessage.Signin signin = new ClientMessage.Signin("k" + auth, userData);

    assertThat(read(ClientMessageWriter.signin(signin))).isEqualTo(signin);
  }

  @Property(seed = "20261124")
  void givenASubscription_itReadsBack(
      @ForAll("texts") String channel, @ForAll("textsOrNull") @Nullable String channelData) {
    ClientMessage.Subscribe subscribe = new ClientMessage.Subscribe(channel, "key:a", channelData);

    assertThat(read(ClientMessageWriter.subscribe(subscribe))).isEqualTo(subscribe);
  }

  @Property(seed = "20261124")
  void givenTheEndOfASubscription_itReadsBack(@ForAll("texts") String channel) {
    ClientMessage.Unsubscribe unsubscribe = new ClientMessage.Unsubscribe(channel);

    assertThat(read(ClientMessageWriter.unsubscribe(unsubscribe))).isEqualTo(unsubscribe);
  }

  @Property(seed = "20261124")
  void givenAClientEvent_itReadsBack(
      @ForAll("texts") String name,
      @ForAll("textsOrNull") @Nullable String channel,
      @ForAll("texts") String data) {
    ClientMessage.ClientEvent event =
        new ClientMessage.ClientEvent("client-" + name, channel, EventData.of(data));

    assertThat(read(ClientMessageWriter.clientEvent(event))).isEqualTo(event);
  }

  @Test
  void givenSignsOfLife_theyReadBack() {
    assertThat(read(ClientMessageWriter.ping())).isEqualTo(new ClientMessage.Ping());
    assertThat(read(ClientMessageWriter.pong())).isEqualTo(new ClientMessage.Pong());
    assertThat(read("{\"event\":\"pusher:ping\"}")).isEqualTo(new ClientMessage.Ping());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\",\"auth\":\"k:1\"}}",
        "{\"data\":{\"auth\":\"k:1\",\"channel\":\"a\"},\"event\":\"pusher:subscribe\"}",
        "{\"event\":\"pusher:subscribe\",\"data\":\"{\\\"auth\\\":\\\"k:1\\\",\\\"channel\\\":\\\"a\\\"}\"}",
        " {\"x\":[{}],\"event\":\"pusher:subscribe\",\"data\":{\"y\":1,\"auth\":\"k:1\",\"channel\":\"a\",\"channel_data\":null}} "
      })
  @Tag("WS-023")
  void givenDataAsObjectOrString_andMembersInAnyOrder_itIsTheSameMessage(String text) {
    assertThat(read(text)).isEqualTo(new ClientMessage.Subscribe("a", "k:1", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "[]~Invalid message format",
        "{}~Invalid message format",
        "{\"event\":1}~Invalid message format",
        "{\"event\":null}~Invalid message format",
        "{\"event\":\"\\ud800\"}~Invalid message format",
        "{\"event\":\"client-a\",\"channel\":1}~\"channel\" has to be a string",
        "{\"event\":\"pusher:subscribe\"}~Invalid data for pusher:subscribe",
        "{\"event\":\"pusher:subscribe\",\"data\":{}}~Invalid data for pusher:subscribe",
        "{\"event\":\"pusher:subscribe\",\"data\":\"a\"}~Invalid data for pusher:subscribe",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":1}}~Invalid data for pusher:subscribe",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\",\"auth\":1}}~Invalid data for pusher:subscribe",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\",\"channel_data\":{}}}~Invalid data for pusher:subscribe",
        "{\"event\":\"pusher:unsubscribe\",\"data\":\"a\"}~Invalid data for pusher:unsubscribe"
      })
  @Tag("WS-024")
  void givenAMalformedMessage_itIsRefusedAsSuch(String text, String hint) {
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining(hint)
        .asInstanceOf(InstanceOfAssertFactories.type(ProtocolException.class))
        .extracting(ProtocolException::code)
        .isEqualTo(ErrorCode.MALFORMED_FRAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{\"event\":\"pusher:signin\"}~data.auth",
        "{\"event\":\"pusher:signin\",\"data\":7}~data.auth",
        "{\"event\":\"pusher:signin\",\"data\":\"x\"}~data.auth",
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":null,\"user_data\":\"{}\"}}~data.auth",
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"k:1\"}}~data.user_data",
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"k:1\",\"user_data\":{\"id\":\"a\"}}}~data.user_data"
      })
  void givenASigninWithoutItsParts_itIsRefusedAsASignin(String text, String missing) {
    assertThatThrownBy(() -> read(text))
        .hasMessage("Missing parameter: " + missing)
        .asInstanceOf(InstanceOfAssertFactories.type(ProtocolException.class))
        .extracting(ProtocolException::code)
        .isEqualTo(ErrorCode.SIGNIN_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\",\"user_data\":\"{}\"}}",
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\"}}"
      })
  @Tag("WS-131")
  void givenASigninWithAnEmptyToken_itAsksToBeSignedInWithoutOne(String text) {
    assertThat(read(text)).isEqualTo(new ClientMessage.SigninWithoutToken());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"aGVhZA.Ym9keQ.c2ln\"}}",
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"aGVhZA.Ym9keQ.c2ln\",\"user_data\":\"{}\"}}",
        "{\"event\":\"pusher:signin\",\"data\":{\"user_data\":{},\"auth\":\"aGVhZA.Ym9keQ.c2ln\"}}",
        "{\"event\":\"pusher:signin\",\"data\":\"{\\\"auth\\\":\\\"aGVhZA.Ym9keQ.c2ln\\\"}\"}"
      })
  @Tag("USR-050")
  void givenAnAuthOfThreeParts_itIsAJwtWhateverUserDataSays(String text) {
    assertThat(read(text)).isEqualTo(new ClientMessage.SigninWithJwt("aGVhZA.Ym9keQ.c2ln"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b", "a.b.c.d", "a..c", ".b.c", "a.b.c:d", "k:a.b.c", "a.b.c=", "a.b. c"})
  @Tag("USR-050")
  void givenAnAuthOfAnotherForm_itNeedsUserData(String auth) {
    String text = "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + auth + "\"}}";
    assertThatThrownBy(() -> read(text)).hasMessage("Missing parameter: data.user_data");
  }

  @Test
  @Tag("USR-050")
  void givenASigninWithAJwt_itReadsBackAndDoesNotShowTheToken() {
    ClientMessage.SigninWithJwt signin = new ClientMessage.SigninWithJwt("aGVhZA.Ym9keQ.c2ln");

    assertThat(read(ClientMessageWriter.signinWithJwt(signin))).isEqualTo(signin);
    assertThat(ClientMessageWriter.signinWithJwt(signin)).doesNotContain("user_data");
    assertThat(signin.toString()).doesNotContain("aGVhZA", "Ym9keQ", "c2ln");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pusher_internal:subscription_succeeded", "pusher:nothing", "x", ""})
  @Tag("WS-027")
  void givenAnEventThatNoClientMaySend_itIsUnsupported(String event) {
    assertThat(read("{\"event\":\"" + event + "\",\"data\":{}}"))
        .isEqualTo(new ClientMessage.Unsupported(event));
  }

  @Test
  void givenDataOfAClientEventThatIsNoString_itIsKeptAsItsSourceText() {
    assertThat(read("{\"event\":\"client-a\",\"channel\":\"c\",\"data\":{ \"n\" : 1.0 }}"))
        .isEqualTo(new ClientMessage.ClientEvent("client-a", "c", EventData.of("{ \"n\" : 1.0 }")));
  }

  private static ClientMessage read(String text) {
    byte[] utf8 = ("xx" + text).getBytes(StandardCharsets.UTF_8);
    return ClientMessageReader.read(utf8, 2, utf8.length - 2);
  }

  @Provide
  Arbitrary<String> nearMessages() {
    return JsonTexts.near(
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"k:1\",\"user_data\":\"{}\"}}",
        "{\"event\":\"pusher:subscribe\",\"data\":\"{\\\"channel\\\":\\\"a\\\"}\"}",
        "{\"event\":\"client-a\",\"channel\":\"c\",\"data\":[1,{}]}",
        "{\"event\":\"pusher:ping\",\"data\":{}}");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(40)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }

  @Provide
  Arbitrary<@Nullable String> textsOrNull() {
    return texts().injectNull(0.2);
  }
}
