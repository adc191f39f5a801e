package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

class ChannelPatternTest {
  @Test
  @Tag("HTTP-232")
  void givenAName_itsVariablesAreRead() {
    assertThat(match("private-orders-{owner}", "private-orders-a-b"))
        .isEqualTo(Map.of("owner", "a-b"));
    assertThat(match("private-{room}.{user}", "private-r1.u1"))
        .isEqualTo(Map.of("room", "r1", "user", "u1"));
    assertThat(match("private-{room}-notes", "private-r1-notes")).isEqualTo(Map.of("room", "r1"));
    assertThat(match("private-news", "private-news")).isEmpty();
  }

  @Test
  @Tag("HTTP-232")
  void givenAnotherName_itIsNotMatched() {
    assertThat(ChannelPattern.parse("private-orders-{owner}").match("private-orders-")).isEmpty();
    assertThat(ChannelPattern.parse("private-{a}-notes").match("private--notes")).isEmpty();
    assertThat(ChannelPattern.parse("private-news").match("private-newsX")).isEmpty();
    assertThat(ChannelPattern.parse("private-a{x}a").match("private-a")).isEmpty();
    assertThat(ChannelPattern.parse("private-a{x}a").match("private-aa")).isEmpty();
  }

  @Test
  @Tag("HTTP-232")
  void givenANameOfAnotherKind_itIsNotMatched() {
    assertThat(ChannelPattern.parse("private-{x}").match("private-encrypted-a")).isEmpty();
    assertThat(ChannelPattern.parse("presence-{x}").match("presence-cache-a")).isEmpty();
  }

  @Test
  @Tag("HTTP-232")
  void givenANameThatCouldBeReadInTwoWays_itIsNotMatched() {
    ChannelPattern chat = ChannelPattern.parse("private-chat-{a}-{b}");

    assertThat(chat.match("private-chat-x-y")).contains(Map.of("a", "x", "b", "y"));
    assertThat(chat.match("private-chat-x-y-z")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "news-{x}",
        "{x}",
        "private-{x}{y}",
        "private-{x}-{x}",
        "private-{}",
        "private-{x",
        "private-a b"
      })
  @Tag("HTTP-232")
  void givenAPatternThatCannotBeUsed_itIsRefusedInWords(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelPattern.parse(pattern))
        .withMessageContaining("Expected one such as private-orders-{owner}");
  }

  @Property(seed = "1", tries = 500)
  @net.jqwik.api.Tag("HTTP-232")
  void givenAnyName_itIsMatchedIfThereIsOneReadingAlone(@ForAll("names") String rest) {
    String name = "private-" + rest;

    List<Map<String, String>> readings = readings(rest);

    assertThat(
            ChannelPattern.parse("private-{a}ab{b}a{c}")
                .match(name)
                .map(List::of)
                .orElse(List.of()))
        .isEqualTo(readings.size() == 1 ? readings : List.of());
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("abx").ofMinLength(1).ofMaxLength(9);
  }

  /** All ways to read the text as {a}ab{b}a{c}, by trying them. */
  private static List<Map<String, String>> readings(String text) {
    List<Map<String, String>> found = new java.util.ArrayList<>();
    for (int first = 1; first + 2 < text.length(); first++) {
      for (int second = first + 3; second + 1 < text.length(); second++) {
        if (text.startsWith("ab", first) && text.charAt(second) == 'a') {
          found.add(
              Map.of(
                  "a", text.substring(0, first),
                  "b", text.substring(first + 2, second),
                  "c", text.substring(second + 1)));
        }
      }
    }
    return found;
  }

  private static Map<String, String> match(String pattern, String name) {
    return ChannelPattern.parse(pattern).match(name).orElseThrow();
  }
}
