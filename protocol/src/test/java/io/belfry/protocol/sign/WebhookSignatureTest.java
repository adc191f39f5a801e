package io.belfry.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.belfry.protocol.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  private static final Secret SECRET = Secret.of("7ad3773142a6692b25b8");
  private static final byte[] BODY = "{\"time_ms\":1}".getBytes(StandardCharsets.UTF_8);

  @TestFactory
  @Tag("HOOK-002")
  Stream<DynamicTest> givenAVector_itsSignatureIsTheOneOfItsBody() {
    return vectors().stream()
        .map(vector -> dynamicTest(Vectors.text(vector, "id"), () -> check(vector)));
  }

  private static void check(Map<String, @Nullable String> vector) {
    byte[] body = Vectors.text(vector, "body").getBytes(StandardCharsets.UTF_8);
    String signature = Vectors.text(vector, "headers.X-Pusher-Signature");
    // The vector of another key has its secret in an array, which this reader passes over.
    Secret secret = Vectors.text(vector, "id").equals("HOK-06") ? Secret.of("othersecret") : SECRET;

    assertThat(WebhookSignature.of(secret, body)).isEqualTo(signature);
    assertThat(WebhookSignature.isOf(secret, body, signature)).isTrue();
  }

  @Test
  void givenTheFile_noVectorIsPassedOver() {
    assertThat(vectors()).hasSize(8);
  }

  @Test
  @Tag("HOOK-082")
  void givenDigitsInUpperCase_theyAreTheSameSignature() {
    String upper = WebhookSignature.of(SECRET, BODY).toUpperCase(Locale.ROOT);

    assertThat(WebhookSignature.isOf(SECRET, BODY, upper)).isTrue();
  }

  @ParameterizedTest
  @Tag("HOOK-082")
  @ValueSource(ints = {0, 31, 63})
  void givenAnotherDigit_itIsNoSignature(int at) {
    char[] digits = WebhookSignature.of(SECRET, BODY).toCharArray();
    digits[at] = digits[at] == 'f' ? '0' : 'f';

    assertThat(WebhookSignature.isOf(SECRET, BODY, new String(digits))).isFalse();
  }

  @ParameterizedTest
  @Tag("HOOK-082")
  @ValueSource(strings = {"", "x", "00", "\uff10"})
  void givenATextOfAnotherForm_itIsNoSignature(String text) {
    assertThat(WebhookSignature.isOf(SECRET, BODY, text)).isFalse();
    assertThat(WebhookSignature.isOf(SECRET, BODY, text.repeat(64))).isFalse();
  }

  @Test
  @Tag("HOOK-082")
  void givenAChangedByteOfTheBody_itIsNoSignature() {
    String signature = WebhookSignature.of(SECRET, BODY);
    byte[] changed = BODY.clone();
    changed[0] = '[';

    assertThat(WebhookSignature.isOf(SECRET, changed, signature)).isFalse();
  }

  private static List<Map<String, @Nullable String>> vectors() {
    return Vectors.of("vectors-http.json", "vectors").stream()
        .filter(vector -> Objects.equals(vector.get("kind"), "webhook_signature"))
        .toList();
  }
}
