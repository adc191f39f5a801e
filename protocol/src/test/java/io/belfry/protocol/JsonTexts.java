package io.belfry.protocol;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Texts that are JSON, nearly JSON, or nothing like it. */
public final class JsonTexts {
  private JsonTexts() {}

  /** Any text, and each of the examples with a part replaced by something else. */
  public static Arbitrary<String> near(String... examples) {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                "{",
                "}",
                "[",
                "]",
                "\"",
                ":",
                ",",
                "\\",
                "null",
                "1e",
                "-",
                "\u0000",
                "\\ud800",
                "\ud800",
                "\ufeff",
                "/*",
                "{\"a\":",
                "[[",
                "1e999999999",
                "\\u00"),
            Arbitraries.strings().ofMaxLength(4));
    Arbitrary<String> changed =
        Combinators.combine(
                Arbitraries.of(examples),
                piece,
                Arbitraries.integers().between(0, 200),
                Arbitraries.integers().between(0, 5))
            .as(JsonTexts::changed);
    return Arbitraries.oneOf(changed, Arbitraries.of(examples), Arbitraries.strings());
  }

  private static String changed(String example, String piece, int at, int removed) {
    int from = at % (example.length() + 1);
    int to = Math.min(example.length(), from + removed);
    return example.substring(0, from) + piece + example.substring(to);
  }
}
