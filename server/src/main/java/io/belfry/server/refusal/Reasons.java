package io.belfry.server.refusal;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sentences of all reasons, by word.
 *
 * <p>Thread: immutable.
 */
final class Reasons {
  private static final Map<String, String> SENTENCES =
      Arrays.stream(Reason.values()).collect(Collectors.toMap(Reason::word, Reason::sentence));

  private Reasons() {}

  /** What to do about it; empty for a word of the HTTP API, whose answer says it. */
  static String sentence(String word) {
    return SENTENCES.getOrDefault(word, "");
  }
}
