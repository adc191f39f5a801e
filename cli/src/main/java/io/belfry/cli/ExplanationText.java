package io.belfry.cli;

import io.belfry.cli.explain.Explanation;
import io.belfry.cli.explain.Explanation.Verdict;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * An explanation for people or for programs.
 *
 * <p>Thread: immutable.
 *
 * @param found what was found
 */
record ExplanationText(Explanation found) {
  private static final int LONGEST = 4000;

  void print(PrintWriter out, boolean isJson) {
    if (isJson) {
      out.println(json());
    } else {
      Verdict verdict = found.verdict();
      out.println(
          found.isRight()
              ? "This " + found.what() + " is right."
              : "This " + found.what() + " is refused: " + verdict.reason());
      line(out, "What", verdict.sentence());
      line(out, "Do", verdict.remedy());
      line(out, "Signed", visible(found.stringToSign()));
      found
          .ends()
          .ifPresent(
              ends -> {
                line(out, "Expected", ends.expected());
                line(out, "Given", visible(ends.given()));
              });
    }
    out.flush();
  }

  private static void line(PrintWriter out, String name, String text) {
    if (!text.isEmpty()) {
      out.println(String.format(Locale.ROOT, "  %-9s %s", name, text));
    }
  }

  /** On one line, each character that could not be seen as its escape. */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        default -> {
          boolean isHidden =
              Character.isISOControl(c)
                  || Character.getType(c) == Character.FORMAT
                  || Character.getType(c) == Character.LINE_SEPARATOR
                  || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
          shown.append(isHidden ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
        }
      }
    }
    return text.length() > LONGEST ? shown.append('…').toString() : shown.toString();
  }

  private String json() {
    Verdict verdict = found.verdict();
    return JsonLines.object(
        json -> {
          json.writeStringProperty("what", found.what());
          json.writeBooleanProperty("right", found.isRight());
          json.writeStringProperty("reason", verdict.reason());
          json.writeStringProperty("mistake", verdict.mistake());
          json.writeStringProperty("sentence", verdict.sentence());
          json.writeStringProperty("remedy", verdict.remedy());
          json.writeStringProperty("string_to_sign", found.stringToSign());
          found
              .ends()
              .ifPresent(
                  ends -> {
                    json.writeStringProperty("expected", ends.expected());
                    json.writeStringProperty("given", ends.given());
                  });
        });
  }
}
