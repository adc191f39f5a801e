package io.belfry.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StringObjectTest {
  @Property(seed = "20261125", tries = 20_000)
  void givenAnyMembers_theTextIsTheOneOfTheGenerator(
      @ForAll("texts") String first, @ForAll("texts") String second) {
    byte[] generated =
        Json.object(
            json -> {
              json.writeStringProperty("event", first);
              json.writeStringProperty("data", second);
            });

    assertThat(StringObject.of("event", first, "data", second)).isEqualTo(generated);
  }

  @Test
  void givenEveryChar_itIsWrittenAsTheGeneratorWritesIt() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c + "b";
      byte[] generated = Json.object(json -> json.writeStringProperty("data", text));

      assertThat(StringObject.of("data", text)).as("U+%04X", c).isEqualTo(generated);
    }
  }

  @Test
  void givenAMemberWithoutValue_itIsLeftOut() {
    assertThat(text("event", "e", "channel", null, "data", ""))
        .isEqualTo("{\"event\":\"e\",\"data\":\"\"}");
    assertThat(text("event", null)).isEqualTo("{}");
    assertThat(text()).isEqualTo("{}");
  }

  private static String text(String... namesAndValues) {
    return new String(StringObject.of(namesAndValues), StandardCharsets.UTF_8);
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
