package io.belfry.server.socket;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One text for all connections that say the same of their client, which they keep until they end:
 * its user agent, its device. There are few in use, and a stranger who makes up many has a text for
 * each, cut to 256 characters.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-003, USR-080"
 */
final class SharedTexts {
  private static final int KNOWN = 256;
  private static final int MAX_CHARACTERS = 256;

  private final AtomicReferenceArray<@Nullable String> known = new AtomicReferenceArray<>(KNOWN);

  /** The text to keep. */
  @Nullable String shared(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
    int place = Math.floorMod(cut.hashCode(), KNOWN);
    String there = known.getOpaque(place);
    if (cut.equals(there)) {
      return there;
    }
    known.setOpaque(place, cut);
    return cut;
  }
}
