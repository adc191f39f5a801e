package io.belfry.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
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
  @Tag("HOOK-056")
  void givenAPattern_itIsFoundAnywhereUnlessItIsHeldToTheEnds() {
    assertThat(ChannelPattern.of("room").isFoundIn("private-room-1")).isTrue();
    assertThat(ChannelPattern.of("^room").isFoundIn("private-room-1")).isFalse();
    assertThat(ChannelPattern.of("^private-\\w+-[0-9]{1,3}$").isFoundIn("private-room-1")).isTrue();
    assertThat(ChannelPattern.of("ROOM").isFoundIn("private-room-1")).isFalse();
    assertThat(ChannelPattern.of("[Rr]oom").isFoundIn("private-room-1")).isTrue();
    assertThat(ChannelPattern.of("ROOM").isFoundIn("private-room-1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(a+)+$", "(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){11}$"})
  @Tag("HOOK-057")
  @Tag("THR-30")
  void givenAPatternThatGoesBackAndForthElsewhere_aLongNameTakesUnderAMillisecond(String text) {
    ChannelPattern pattern = ChannelPattern.of(text);
    String name = "a".repeat(199) + "!";

    // The best of many: the machine may have other things to do, and the code is compiled late.
    long best =
        IntStream.range(0, 500)
            .mapToLong(
                i -> {
                  long start = System.nanoTime();
                  boolean unused = pattern.isFoundIn(name);
                  return System.nanoTime() - start;
                })
            .min()
            .orElseThrow();

    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"((a{1000}){1000}){1000}", "(((a{30}){30}){30}){30}", "((a{2,}){999}){999}"})
  @Tag("HOOK-057")
  void givenAPatternThatWouldBeHugeWhenItIsWrittenOut_itIsRefused(String text) {
    assertThatThrownBy(() -> ChannelPattern.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is too large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?i)[\u1c80]", "(?i)a", "x(?si:[^a])", "(?U-i)a", "(?i)"})
  @Tag("HOOK-057")
  @Tag("THR-30")
  void givenAPatternForEitherCase_itIsRefusedInsteadOfCompiledForEver(String text) {
    assertThatThrownBy(() -> ChannelPattern.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(?i)");
  }

  @Test
  @Tag("HOOK-057")
  void givenAGroupWithAName_itIsNoFlag() {
    assertThat(ChannelPattern.of("^(?P<id>a)$").isFoundIn("a")).isTrue();
  }

  @Test
  @Tag("HOOK-057")
  void givenAPatternOfAUsualSize_itIsTaken() {
    String uuid = "^private-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

    assertThat(ChannelPattern.of(uuid).isFoundIn("private-01234567-89ab-cdef-0123-456789abcdef"))
        .isTrue();
  }

  @Property(tries = 1000)
  @net.jqwik.api.Tag("HOOK-056")
  void givenAnyText_itIsAPatternOrASentence(@ForAll("patterns") String text) {
    try {
      boolean unused = ChannelPattern.of(text).isFoundIn("private-room-1");
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("The pattern ");
    }
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.oneOf(
        Arbitraries.of(
                "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "$", ".", "a", "9",
                "-", ",", "(?i)", "\\p{L}", "{9}", "{999}", "\uD83D")
            .list()
            .ofMaxSize(30)
            .map(all -> String.join("", all)),
        Arbitraries.strings().ofMaxLength(300));
  }
}
