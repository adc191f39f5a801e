package io.belfry.server.app;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.belfry.server.setting.Kind;
import java.util.List;
import java.util.Locale;

/**
 * A regular expression over names of channels, in the syntax of RE2. Looking takes time that grows
 * with the name alone, whatever the expression: there are no back references and no looking around.
 * Two are equal when they are written alike.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HOOK-056, HOOK-057, THR-30"
 */
public final class ChannelPattern {
  /** As people write it. */
  public static final Kind<ChannelPattern> KIND =
      Kind.TEXT
          .judged(ChannelPattern::mistakes)
          .as(ChannelPattern::new, ChannelPattern::toString)
          .told("regular expression", "a regular expression");

  private static final int MAX_LENGTH = 256;
  // Repetitions are written out when an expression is compiled, so these bound what it may cost.
  private static final long MAX_WRITTEN_OUT = 1_000_000;
  private static final int MAX_STEPS = 4_000;
  private static final java.util.regex.Pattern REPEATED =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  // RE2/J asks for all forms of each letter until it is back at the first, and since Unicode 9
  // there
  // are letters to which it never comes back. Any class but a small one has them.
  private static final java.util.regex.Pattern EITHER_CASE =
      java.util.regex.Pattern.compile("\\(\\?[A-Za-z-]*i");

  private final Pattern compiled;

  private ChannelPattern(String text) {
    compiled = Pattern.compile(text);
  }

  /**
   * The pattern of that text.
   *
   * @throws IllegalArgumentException if it is none, or one that is too large
   */
  public static ChannelPattern of(String text) {
    List<String> mistakes = mistakes(text);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException("The pattern" + mistakes.get(0));
    }
    return new ChannelPattern(text);
  }

  /** Whether it is found anywhere in the name; {@code ^} and {@code $} hold it to the ends. */
  public boolean isFoundIn(String channel) {
    return compiled.matcher(channel).find();
  }

  private static List<String> mistakes(String text) {
    if (text.length() > MAX_LENGTH) {
      return List.of(
          " has %d characters. Expected at most %d.".formatted(text.length(), MAX_LENGTH));
    }
    if (writtenOut(text) > MAX_WRITTEN_OUT) {
      return tooLarge();
    }
    if (EITHER_CASE.matcher(text).find()) {
      return List.of(
          " has the flag (?i), which is not taken. Names of channels differ in their case: write both"
              + " forms where both are meant, such as [Pp].");
    }
    try {
      return Pattern.compile(text).programSize() > MAX_STEPS ? tooLarge() : List.of();
    } catch (PatternSyntaxException e) {
      return List.of(
          " is no regular expression: "
              + e.getDescription().toLowerCase(Locale.ROOT)
              + ". Expected one in the syntax of RE2, without back references and looking around.");
    }
  }

  private static List<String> tooLarge() {
    return List.of(" is too large. Write it with fewer or smaller repetitions.");
  }

  // Never less than what the compiler makes of it, as if all repetitions stood in each other.
  private static long writtenOut(String text) {
    long all = Math.max(1, text.length());
    java.util.regex.Matcher repeated = REPEATED.matcher(text);
    while (repeated.find() && all <= MAX_WRITTEN_OUT) {
      String most = repeated.group(2);
      all *= Math.max(1, Long.parseLong(most == null || most.isEmpty() ? repeated.group(1) : most));
    }
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelPattern pattern && toString().equals(pattern.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return compiled.pattern();
  }
}
