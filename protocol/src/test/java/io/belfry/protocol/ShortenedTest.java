package io.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShortenedTest {
  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsShortAndOnOneLineAndWhole(@ForAll String text) {
    String shown = Shortened.of(text);

    assertThat(shown).hasSizeLessThanOrEqualTo(65);
    assertThat(shown.codePoints())
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || c == 0x2028
                    || c == 0x2029
                    || (c >= 0x202a && c <= 0x202e));
    assertThat(Surrogates.hasLone(shown)).isFalse();
  }

  @Test
  void givenAShortPlainText_itIsAsItWas() {
    assertThat(Shortened.of("private-orders 😀")).isEqualTo("private-orders 😀");
  }

  @Test
  void givenALongText_itsEndIsCutAndShown() {
    assertThat(Shortened.of("a".repeat(65))).isEqualTo("a".repeat(64) + "…");
    assertThat(Shortened.of("abc", 2)).isEqualTo("ab…");
    assertThat(Shortened.of("a😀", 2)).isEqualTo("a.…");
  }
}
