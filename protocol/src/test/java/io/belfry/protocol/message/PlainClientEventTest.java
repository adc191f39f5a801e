package io.belfry.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.JsonTexts;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * What is passed through is what it would be if it had been read into strings and written again. A
 * further member lets the reader take the way of all other messages, whose outcome has to be the
 * same.
 */
class PlainClientEventTest {
  private static final String OTHER_WAY = "{\"x\":0,";

  @Property(seed = "20261128", tries = 5_000)
  @Tag("WS-086")
  void givenAnyValue_whatReceiversGetIsItsText(
      @ForAll("values") String value, @ForAll("blanks") String blank) {
    String text = "{\"event\":\"client-é\"," + blank + "\"data\":" + value + blank + "}";
    // Half of a surrogate pair in a name is refused.
    Assume.that(outcome(text) instanceof ClientMessage);
    ClientMessage.ClientEvent event = (ClientMessage.ClientEvent) outcome(text);
    String data = dataOf(text);

    assertThat(ServerMessageWriter.event(event.event(), "private-a", event.data(), "7"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            Json.objectText(
                json -> {
                  json.writeStringProperty("event", "client-é");
                  json.writeStringProperty("channel", "private-a");
                  json.writeStringProperty("data", data);
                  json.writeStringProperty("user_id", "7");
                }));
    assertThat(event.data().bytes()).isEqualTo(data.getBytes(StandardCharsets.UTF_8).length);
  }

  @Property(seed = "20261128", tries = 5_000)
  @Tag("WS-024")
  @Tag("THR-28")
  void givenNearlyAClientEvent_itSaysWhatTheOtherWaySays(@ForAll("nearEvents") String text) {
    String other = otherWay(text);

    assertThat(outcome(text)).isEqualTo(outcome(other));
  }

  @Property(seed = "20261128", tries = 5_000)
  @Tag("THR-26")
  void givenAnyBytesInIt_itSaysWhatTheOtherWaySays(
      @ForAll("nearEvents") String text, @ForAll byte octet, @ForAll @IntRange(max = 120) int at) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] other = otherWay(text).getBytes(StandardCharsets.UTF_8);
    int behind = other.length - utf8.length;
    if (at > 0 && at < utf8.length) {
      utf8[at] = octet;
      other[at + behind] = octet;
    }

    assertThat(outcome(utf8)).isEqualTo(outcome(other));
  }

  @Property(seed = "20261128")
  @Tag("THR-28")
  void givenDepthAndLengthAroundTheBounds_itSaysWhatTheOtherWaySays(
      @ForAll @IntRange(min = 60, max = 67) int depth,
      @ForAll @IntRange(min = 60, max = 67) int digits,
      @ForAll boolean isArray) {
    String number = "1".repeat(digits);
    String nested =
        (isArray ? "[" : "{\"a\":").repeat(depth) + number + (isArray ? "]" : "}").repeat(depth);
    for (String value : List.of(nested, number, "-" + number, number + ".5", "1e" + number)) {
      String text = "{\"event\":\"client-a\",\"data\":" + value + "}";

      assertThat(outcome(text)).isEqualTo(outcome(otherWay(text)));
    }
  }

  private static String dataOf(String text) {
    try (ObjectCursor members = ObjectCursor.over(text, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("data")) {
          String content = members.string();
          return content == null ? members.source() : content;
        }
      }
    }
    throw new AssertionError("no data in " + text);
  }

  private static String otherWay(String text) {
    return text.startsWith("{\"") ? OTHER_WAY + text.substring(1) : text;
  }

  private static Object outcome(String text) {
    return outcome(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Object outcome(byte[] utf8) {
    try {
      return ClientMessageReader.read(utf8, 0, utf8.length);
    } catch (ProtocolException e) {
      // The place in the text is another one.
      return e.code() + " " + e.hint().replaceAll("column [0-9]+", "column");
    }
  }

  @Provide
  Arbitrary<String> nearEvents() {
    Arbitrary<String> members =
        Combinators.combine(
                Arbitraries.of("event", "data", "channel", "event", "data", "user_id", "a\\u0062"),
                Arbitraries.oneOf(
                    values(), Arbitraries.of("\"client-a\"", "\"client-\"", "\"private-a\"")))
            .as((name, value) -> "\"" + name + "\":" + value)
            .list()
            .ofMaxSize(4)
            .map(all -> "{\"event\":\"client-a\"," + String.join(",", all) + "}");
    return Arbitraries.oneOf(
        members,
        values().map(value -> "{\"data\":" + value + ",\"event\":\"client-b\"}"),
        JsonTexts.near(
            "{\"event\":\"client-a\",\"data\":{\"a\":[1,-2.5e+3,true,null,\"\\u00e9\"]},\"channel\":\"private-c\"}",
            "{\"channel\":\"private-c\",\"event\":\"client-é\",\"data\":\"{\\\"a\\\":\\\"\\\\n漢\\\"}\"}",
            "{\"event\":\"client-a\",\"channel\":null,\"data\":null}"));
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "a",
            "\\\"",
            "\\\\",
            "\\/",
            "\\b\\f\\n\\r\\t",
            "\\u0000",
            "\\u001F",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud83d",
            "\\ude00x",
            "é",
            "漢",
            "\u007f",
            "\u2028",
            "\ud83d\ude00",
            "/'<>&");
    Arbitrary<String> strings =
        piece.list().ofMaxSize(6).map(pieces -> "\"" + String.join("", pieces) + "\"");
    Arbitrary<String> numbers =
        Arbitraries.of("0", "-0", "1.50", "-12e3", "1E+2", "0.0e-7", "123456789012345678901234567");
    Arbitrary<String> leaves =
        Arbitraries.oneOf(strings, numbers, Arbitraries.of("true", "false", "null", "{}", "[ ]"));
    return Arbitraries.recursive(() -> leaves, value -> nested(value, strings), 0, 3);
  }

  private Arbitrary<String> nested(Arbitrary<String> value, Arbitrary<String> names) {
    return Arbitraries.oneOf(
        Combinators.combine(value, blanks()).as((v, b) -> "[" + b + v + b + "," + v + "]"),
        Combinators.combine(names, value, blanks())
            // The same name may stand twice where nobody reads it.
            .as((n, v, b) -> "{" + b + n + b + ":" + b + v + b + "," + n + ":1}"));
  }

  @Provide
  Arbitrary<String> blanks() {
    return Arbitraries.of("", "", " ", "\n", "\t \r\n");
  }
}
