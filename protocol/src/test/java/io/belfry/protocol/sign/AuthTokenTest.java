package io.belfry.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

class AuthTokenTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @Property(seed = "20261124")
  void givenATokenThatWasSigned_itFitsItsTextAndSecretAndNoOther(
      @ForAll("keys") String key, @ForAll String text, @ForAll String other) {
    Secret secret = Secret.of("secret");

    AuthToken token = AuthToken.parse(AuthToken.sign(key, secret, text)).orElseThrow();

    assertThat(token.key()).isEqualTo(key);
    assertThat(token.isSignedWith(secret, text)).isTrue();
    assertThat(token.isSignedWith(secret, text + "x")).isFalse();
    assertThat(token.isSignedWith(Secret.of("Secret"), text)).isFalse();
    assertThat(token.isSignedWith(secret, other)).isEqualTo(isSameBytes(text, other));
  }

  // Halves of characters all become the same byte.
  private static boolean isSameBytes(String text, String other) {
    return Arrays.equals(
        text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsATokenExactlyIfTheGrammarSaysSo(@ForAll("nearTokens") String text) {
    assertThat(AuthToken.parse(text).isPresent())
        .isEqualTo(text.matches("[A-Za-z0-9_-]{1,64}:[0-9a-f]{64}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "key",
        "key:",
        ":0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "key:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "key:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "key:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "key:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
        "key:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\u0660",
        "key::0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "k y:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "key\u0000:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  @Tag("THR-05")
  void givenATextOfAnotherForm_itIsNoToken(String text) {
    assertThat(AuthToken.parse(text)).isEmpty();
  }

  @Test
  @Tag("THR-47")
  void givenATokenAndASecret_theyDoNotShowThemselves() {
    assertThat(AuthToken.parse("key:" + HEX).orElseThrow()).hasToString("key:***");
    assertThat(Secret.of("7ad3773142a6692b25b8")).hasToString("***");
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .withCharRange('0', '9')
        .withChars("_-")
        .ofMinLength(1)
        .ofMaxLength(64);
  }

  @Provide
  Arbitrary<String> nearTokens() {
    Arbitrary<Integer> at = Arbitraries.integers().between(0, 68);
    Arbitrary<String> piece =
        Arbitraries.strings().withChars("aA0gG:\u0660\n").withCharRange('a', 'h').ofMaxLength(2);
    Arbitrary<String> changed =
        Combinators.combine(at, piece, Arbitraries.integers().between(0, 2))
            .as(
                (from, put, removed) -> {
                  String token = "key:" + HEX;
                  int to = Math.min(token.length(), from + removed);
                  return token.substring(0, from) + put + token.substring(to);
                });
    return Arbitraries.oneOf(changed, Arbitraries.strings());
  }
}
