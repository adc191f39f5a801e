package io.belfry.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.JsonTexts;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonToken;

class ObjectCursorTest {
  @Property(seed = "20261124", tries = 10_000)
  void givenAnyText_itIsWalkedOrMalformed(
      @ForAll("nearJson") String text, @ForAll Strictness strictness) {
    try {
      assertThat(sources(ObjectCursor.over(text, strictness))).isNotNull();
    } catch (MalformedJson e) {
      assertThat(e.hint()).isNotBlank();
    }
  }

  @Property(seed = "20261124", tries = 10_000)
  void givenAnyBytes_theyAreWalkedOrMalformed(@ForAll byte[] bytes, @ForAll Strictness strictness) {
    try {
      assertThat(sources(ObjectCursor.over(bytes, strictness))).isNotNull();
    } catch (MalformedJson e) {
      assertThat(e.hint()).isNotBlank();
    }
  }

  @Property(seed = "20261124")
  void givenMembersThatTheWriterWrote_theyReadBack(@ForAll("members") Map<String, String> members) {
    byte[] written = Json.object(json -> members.forEach(json::writeStringProperty));
    Map<String, String> read = new LinkedHashMap<>();
    try (ObjectCursor cursor = ObjectCursor.over(written, Strictness.SIGNED)) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        read.put(name, String.valueOf(cursor.string()));
      }
    }

    assertThat(read).containsExactlyEntriesOf(members);
  }

  @Property(seed = "20261124")
  void givenAValue_itsSourceIsExactlyTheTextBetweenItsNeighbours(
      @ForAll("values") String value, @ForAll("blanks") String blanks) {
    String text = "{\"ë😀\":" + blanks + value + blanks + ",\"after\":" + value + "}";

    for (ObjectCursor cursor :
        List.of(
            ObjectCursor.over(text, Strictness.OPAQUE),
            ObjectCursor.over(text.getBytes(StandardCharsets.UTF_8), Strictness.OPAQUE))) {
      assertThat(sources(cursor)).containsEntry("ë😀", value).containsEntry("after", value);
    }
  }

  @Test
  void givenAPartOfABuffer_onlyThatIsRead() {
    byte[] bytes = "xx{\"a\":{\"b\":1}}yy".getBytes(StandardCharsets.UTF_8);

    assertThat(
            sources(
                ObjectCursor.over(ByteBuffer.wrap(bytes, 2, bytes.length - 4), Strictness.OPAQUE)))
        .containsExactly(Map.entry("a", "{\"b\":1}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE", "ISO-8859-1"})
  @Tag("THR-28")
  void givenAnotherEncodingThanUtf8_itIsMalformed(String encoding) {
    byte[] bytes = "{\"event\":\"ë\",\"data\":{\"a\":1}}".getBytes(Charset.forName(encoding));

    assertThatThrownBy(() -> sources(ObjectCursor.over(bytes, Strictness.OPAQUE)))
        .isInstanceOf(MalformedJson.class);
  }

  @Test
  @Tag("THR-28")
  void givenAName_nothingOfItIsKeptForTheNextText() {
    String text = "{\"a name that a stranger chose\":1}";

    String first = firstName(text);
    String second = firstName(text);

    assertThat(second).isEqualTo(first).isNotSameAs(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"{}\"",
        "{",
        "{}x",
        "{} {}",
        "{,}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{/**/}",
        "\ufeff{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}"
      })
  void givenATextThatIsNotStrictlyOneObject_itIsMalformed(String text) {
    assertThatThrownBy(() -> sources(ObjectCursor.over(text, Strictness.OPAQUE)))
        .isInstanceOf(MalformedJson.class);
  }

  @Test
  void givenManyNames_aRepeatedOneIsFoundAmongThemAll() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 50; i++) {
      text.append("\"n").append(i).append("\":0,");
    }
    String repeated = text + "\"n3\":0}";
    String late = text + "\"n48\":0}";
    String fine = text + "\"n50\":0}";

    assertThat(sources(ObjectCursor.over(fine, Strictness.OPAQUE))).hasSize(51);
    for (String twice : List.of(repeated, late)) {
      assertThatThrownBy(() -> sources(ObjectCursor.over(twice, Strictness.OPAQUE)))
          .isInstanceOf(MalformedJson.class)
          .hasMessageContaining("stands twice");
    }
  }

  @Test
  @Tag("THR-28")
  void givenDepthAndLengthOfNumbers_theyAreBounded() {
    String deep = "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
    String tooDeep = "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}";
    String longNumber = "{\"a\":" + "1".repeat(64) + "}";
    String tooLongNumber = "{\"a\":" + "1".repeat(65) + "}";

    assertThat(sources(ObjectCursor.over(deep, Strictness.OPAQUE))).hasSize(1);
    assertThat(sources(ObjectCursor.over(longNumber, Strictness.OPAQUE))).hasSize(1);
    for (String refused : List.of(tooDeep, tooLongNumber)) {
      assertThatThrownBy(() -> sources(ObjectCursor.over(refused, Strictness.OPAQUE)))
          .isInstanceOf(MalformedJson.class)
          .hasMessageContaining("64");
    }
  }

  @Test
  void givenAnArray_itsStringsAndItsSourcesAreTold() {
    String text = "{\"a\":[\"x\", 1 ,{\"b\":[2]},null,[],\"\\u0079\"],\"b\":2}";

    try (ObjectCursor cursor = ObjectCursor.over(text, Strictness.OPAQUE)) {
      cursor.next();
      assertThat(cursor.strings()).containsExactly("x", "y");
      assertThat(cursor.next()).isEqualTo("b");
      assertThat(cursor.strings()).isEmpty();
      assertThat(cursor.kind()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
      assertThat(cursor.next()).isNull();
    }
    try (ObjectCursor cursor = ObjectCursor.over(text, Strictness.OPAQUE)) {
      cursor.next();
      assertThat(cursor.sources())
          .containsExactly("\"x\"", "1", "{\"b\":[2]}", "null", "[]", "\"\\u0079\"");
      assertThat(cursor.next()).isEqualTo("b");
    }
  }

  @Test
  void givenHalfACharacter_opaqueDataMayHaveItAndSignedDataMayNot() {
    String text = "{\"a\":[{\"b\":\"\\ud800\"}]}";

    assertThat(sources(ObjectCursor.over(text, Strictness.OPAQUE))).hasSize(1);
    assertThatThrownBy(() -> sources(ObjectCursor.over(text, Strictness.SIGNED)))
        .isInstanceOf(MalformedJson.class)
        .hasMessageContaining("surrogate");
  }

  private static String firstName(String text) {
    try (ObjectCursor cursor = ObjectCursor.over(text, Strictness.OPAQUE)) {
      return String.valueOf(cursor.next());
    }
  }

  private static Map<String, String> sources(ObjectCursor cursor) {
    Map<String, String> sources = new LinkedHashMap<>();
    try (cursor) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        sources.put(name, cursor.source());
      }
    }
    return sources;
  }

  @Provide
  Arbitrary<String> nearJson() {
    return JsonTexts.near(
        "{}", "{\"a\":[1,-2.5e3,true,null,{\"b\":\"\\u00e9\"}],\"c\":\"\\ud83d\\ude00\"}");
  }

  @Provide
  Arbitrary<Map<String, String>> members() {
    Arbitrary<String> whole =
        Arbitraries.strings()
            .ofMaxLength(30)
            .filter(text -> text.codePoints().noneMatch(ObjectCursorTest::isHalf));
    return Arbitraries.maps(whole, whole).ofMaxSize(20).map(LinkedHashMap::new);
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= 0xd800 && codePoint <= 0xdfff;
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.of(
        "1",
        "-0.5e-7",
        "true",
        "null",
        "\"\"",
        "\"ë😀\\u00e9\\\"\"",
        "[]",
        "[ 1 , [ \"]\" ] ]",
        "{}",
        "{ \"x\" : { \"y\" : \"}\" } }");
  }

  @Provide
  Arbitrary<String> blanks() {
    return Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(3);
  }
}
