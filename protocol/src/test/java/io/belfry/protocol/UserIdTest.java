package io.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {
  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsAnIdExactlyIfItHasNoControlCharacterAndNoHalfCharacter(
      @ForAll String text) {
    boolean isId =
        !text.isEmpty()
            && text.codePointCount(0, text.length()) <= 128
            && text.codePoints()
                .noneMatch(
                    c -> c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xdfff));

    assertThat(UserId.parse(text).isPresent()).isEqualTo(isId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"42", "auth0|5f7c", "a+b@example.com", "a/b", "ë", "%2F", " ", "😀", "a:b"})
  @Tag("THR-12")
  void givenAnOddText_itIsAnIdAndKeptAsItIs(String text) {
    assertThat(UserId.parse(text).map(UserId::text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\n", "\u0000", "\u007f", "\u0085", "\ud800", "a\udc00b"})
  void givenATextThatNobodyCanSignInWith_noIdCanBeMadeOfIt(String text) {
    assertThat(UserId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new UserId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenTwoFormsOfOneLetter_theyAreTwoUsers() {
    assertThat(UserId.parse("\u00eb")).isNotEqualTo(UserId.parse("e\u0308"));
  }

  @Test
  void givenALength_itCountsCharactersAndNotTheirHalves() {
    assertThat(UserId.parse("😀".repeat(128))).isPresent();
    assertThat(UserId.parse("😀".repeat(129))).isEmpty();
    assertThat(UserId.parse("abc", 2)).isEmpty();
  }
}
