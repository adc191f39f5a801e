package io.belfry.server.audit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One text for all connections of the same user agent, which they keep until they end. There are
 * few in use, and a stranger who makes up many has a text for each, cut to 256 characters.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-003"
 */
public final class UserAgents {
  private static final int KNOWN = 256;
  private static final int MAX_CHARACTERS = 256;

  private final AtomicReferenceArray<@Nullable String> known = new AtomicReferenceArray<>(KNOWN);

  /** The text to keep. */
  public @Nullable String shared(@Nullable String userAgent) {
    if (userAgent == null) {
      return null;
    }
    String cut =
        userAgent.length() > MAX_CHARACTERS ? userAgent.substring(0, MAX_CHARACTERS) : userAgent;
    int place = Math.floorMod(cut.hashCode(), KNOWN);
    String there = known.getOpaque(place);
    if (cut.equals(there)) {
      return there;
    }
    known.setOpaque(place, cut);
    return cut;
  }
}
