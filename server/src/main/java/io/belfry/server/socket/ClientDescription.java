package io.belfry.server.socket;

import io.belfry.server.hook.Hooks.ClientTransport;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a client says it is, and how it is connected. There are few in use, so connections share
 * them; what it says is told and never believed.
 *
 * <p>Thread: immutable.
 *
 * @param library library, where it has peculiarities
 * @param label name and version as the URL has them, without control characters, at most 64
 *     characters each; null when it names none
 * @param transport how it is connected
 */
record ClientDescription(ClientLibrary library, @Nullable String label, ClientTransport transport) {
  private static final int MAX_CHARACTERS = 64;

  private static @Nullable String label(@Nullable String name, @Nullable String version) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    return version == null || version.isEmpty() ? shown(name) : shown(name) + " " + shown(version);
  }

  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARACTERS)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /**
   * One for all connections of the same kind; a stranger who makes up many has one for each.
   *
   * <p>Thread: thread-safe.
   */
  static final class Descriptions {
    private static final int PLACES = 256;

    private final AtomicReferenceArray<@Nullable SelfTold> known =
        new AtomicReferenceArray<>(PLACES);

    /** What a client tells of itself, as it came. */
    private record SelfTold(
        @Nullable String name,
        @Nullable String version,
        ClientTransport transport,
        ClientDescription description) {
      boolean is(@Nullable String otherName, @Nullable String other, ClientTransport by) {
        return transport == by && Objects.equals(name, otherName) && Objects.equals(version, other);
      }
    }

    ClientDescription of(QueryParameters query, ClientTransport transport) {
      String name = query.first("client");
      String version = query.first("version");
      int hash = 31 * Objects.hashCode(name) + Objects.hashCode(version);
      int place = Math.floorMod(31 * hash + transport.word().hashCode(), PLACES);
      SelfTold there = known.getOpaque(place);
      if (there != null && there.is(name, version, transport)) {
        return there.description();
      }
      ClientDescription made =
          new ClientDescription(ClientLibrary.of(name), label(name, version), transport);
      if (isShort(name) && isShort(version)) {
        known.setOpaque(place, new SelfTold(name, version, transport, made));
      }
      return made;
    }

    // What nobody's library says is not kept here beyond its connection.
    private static boolean isShort(@Nullable String text) {
      return text == null || text.length() <= MAX_CHARACTERS;
    }
  }
}
