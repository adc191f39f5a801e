package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RulesTest {
  @Property(seed = "20261124")
  void givenARowOfARule_itsIdIsListed(
      @ForAll("ids") String id, @ForAll("sentences") String sentence) {
    String text = "| Id | Level | Rule |\n|---|---|---|\n| " + id + " | M | " + sentence + " |\n";

    assertThat(Rules.listedIn(text)).containsExactly(id);
  }

  @Property(seed = "20261124")
  void givenATagWithAnId_theIdIsNamed(@ForAll("ids") String id, @ForAll("sentences") String noise) {
    String source = "// " + noise + "\n@Test @Ta" + "g(\"" + id + "\") void given_it() {}\n";

    assertThat(Rules.namedIn(source)).containsExactly(id);
  }

  @Property(seed = "20261124")
  void givenAnyText_itIsReadWithoutFailing(@ForAll String text) {
    assertThat(Rules.listedIn(text)).isNotNull();
    assertThat(Rules.namedIn(text)).isNotNull();
  }

  @Test
  void givenARowWithoutALevelOrASentence_itIsNoRule() {
    assertThat(
            Rules.listedIn(
                "| WS-001 | a sentence |\n| WS-002 | X | a sentence |\n| WS-003 | M | |"))
        .isEmpty();
  }

  @Provide
  Arbitrary<String> ids() {
    Arbitrary<String> family = Arbitraries.of("WS", "CL", "HTTP", "HOOK", "LIM", "THR");
    Arbitrary<Integer> number = Arbitraries.integers().between(1, 999);
    Arbitrary<String> form = Arbitraries.of("%s-%02d", "%s-%03d");
    return Combinators.combine(form, family, number).as(String::format);
  }

  @Provide
  Arbitrary<String> sentences() {
    return Arbitraries.strings().alpha().withChars(" |`,;").ofMaxLength(60).map("A"::concat);
  }
}
