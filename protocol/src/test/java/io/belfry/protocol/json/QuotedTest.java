package io.belfry.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class QuotedTest {
  @Property(seed = "20261125", tries = 20_000)
  void givenAnyText_itIsTheOneOfTheGenerator(@ForAll("texts") String text) {
    assertThat(object(text)).isEqualTo(generated(text));
  }

  @Test
  void givenEveryChar_itIsWrittenAsTheGeneratorWritesIt() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c + "b";

      assertThat(object(text)).as("U+%04X", c).isEqualTo(generated(text));
    }
  }

  private static String object(String text) {
    return "{\"data\":\"" + new String(Quoted.of(text), StandardCharsets.UTF_8) + "\"}";
  }

  private static String generated(String text) {
    return Json.objectText(json -> json.writeStringProperty("data", text));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "plain",
            "\"",
            "\\",
            "/",
            "\b\f\n\r\t",
            "\u0000",
            "\u001f",
            "\u007f",
            "é",
            "\u2028",
            "漢",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00");
    return Arbitraries.oneOf(Arbitraries.strings(), pieces)
        .list()
        .ofMaxSize(6)
        .map(p -> String.join("", p));
  }
}
