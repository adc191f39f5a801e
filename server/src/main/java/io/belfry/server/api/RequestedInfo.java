package io.belfry.server.api;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller wants to know of channels: a list of attributes divided by commas.
 *
 * <p>Thread: immutable.
 *
 * @param isThere whether anything was asked for, if only something that nobody knows
 * @param attributes what was asked for and is known
 * @param unknown the first word that is not known, null for none
 */
record RequestedInfo(boolean isThere, Set<Attribute> attributes, Optional<String> unknown) {
  /** What can be asked for. */
  enum Attribute {
    USER_COUNT("user_count"),
    SUBSCRIPTION_COUNT("subscription_count"),
    CACHE("cache");

    private final String word;

    Attribute(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static final RequestedInfo NOTHING = new RequestedInfo(false, Set.of(), Optional.empty());

  /** Reads a list; blanks around commas and empty items do not matter (rule HTTP-104). */
  static RequestedInfo parse(String text) {
    EnumSet<Attribute> attributes = EnumSet.noneOf(Attribute.class);
    String unknown = null;
    boolean isThere = false;
    for (String item : text.split(",", -1)) {
      String word = item.strip();
      if (!word.isEmpty()) {
        isThere = true;
        Optional<Attribute> known = find(word);
        known.ifPresent(attributes::add);
        unknown = unknown == null && known.isEmpty() ? word : unknown;
      }
    }
    return new RequestedInfo(isThere, attributes, Optional.ofNullable(unknown));
  }

  boolean has(Attribute attribute) {
    return attributes.contains(attribute);
  }

  private static Optional<Attribute> find(String word) {
    for (Attribute attribute : Attribute.values()) {
      if (attribute.word().equals(word)) {
        return Optional.of(attribute);
      }
    }
    return Optional.empty();
  }
}
