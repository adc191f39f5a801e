package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonpAnswerTest {
  private static final Pattern OF_THE_CONTRACT =
      Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*|\\['[\\w-]+'\\])*");

  @Test
  @Tag("HTTP-173")
  void givenAnAnswer_itIsAScriptInWhichNothingCanBreakOut() {
    String json = "{\"auth\":\"</script><!--\u2028\u2029\"}";

    JsonpAnswer answer = JsonpAnswer.of("Pusher.auth_callbacks['1']", json);

    assertThat(answer.body())
        .isEqualTo(
            "/**/Pusher.auth_callbacks['1']"
                + "({\"auth\":\"\\u003c/script>\\u003c!--\\u2028\\u2029\"});");
    assertThat(JsonpAnswer.CONTENT_TYPE).startsWith("application/javascript");
    assertThat(JsonpAnswer.CONTENT_TYPE_OPTIONS).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"f", "_", "$", "a.b", "Pusher.auth_callbacks['1']", "a['b-c']['d'].e", "f1.$2"})
  @Tag("HTTP-174")
  void givenTheNameOfAFunction_itIsTaken(String callback) {
    assertThat(JsonpAnswer.of(callback, "{}").body()).isEqualTo("/**/" + callback + "({});");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<script>",
        "a;alert(1)",
        "1a",
        "a.",
        ".a",
        "a..b",
        "a[b]",
        "a['']",
        "a['b'",
        "a['b']c",
        "a[\"b\"]",
        "a b",
        "a\n",
        "é",
        "a['$']",
        "alert(1)//",
        "a.1"
      })
  @Tag("HTTP-174")
  @Tag("THR-09")
  void givenAnythingElse_itIsRefused(String callback) {
    assertThatThrownBy(() -> JsonpAnswer.of(callback, "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the name of a function");
  }

  @Test
  @Tag("HTTP-174")
  @Tag("THR-09")
  void givenMoreThan128Characters_itIsRefused() {
    assertThat(JsonpAnswer.of("a".repeat(128), "{}").body()).hasSize(137);
    assertThatThrownBy(() -> JsonpAnswer.of("a".repeat(129), "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("HTTP-173")
  void givenATextThatIsNoJsonObject_noScriptIsMadeOfIt() {
    for (String text : new String[] {"", "alert(1)", "{}),alert(1", "[]"}) {
      assertThatThrownBy(() -> JsonpAnswer.of("f", text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsACallbackExactlyIfTheContractSaysSo(@ForAll("nearCallbacks") String text) {
    boolean isTaken = true;
    try {
      JsonpAnswer.of(text, "{}");
    } catch (IllegalArgumentException e) {
      isTaken = false;
    }
    assertThat(isTaken).isEqualTo(OF_THE_CONTRACT.matcher(text).matches());
  }

  @Provide
  Arbitrary<String> nearCallbacks() {
    return Arbitraries.of("a", "B", "$", "_", "1", ".", "['", "']", "-", "'", "[", "]", " ", "é")
        .list()
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }
}
