package io.belfry.protocol;

import java.util.Optional;

/**
 * Name of a channel, checked once: 1–200 characters of {@code A–Z a–z 0–9 _ - = @ , . ;}, or {@code
 * #server-to-user-} followed by a user id. A colon is never part of a name, which keeps the texts
 * that are signed for channels, members and users apart.
 *
 * <p>Thread: immutable.
 *
 * @param text the name as it stands on the wire
 * @param kind what the prefix says
 * @see "rules WS-052, THR-02"
 */
public record ChannelName(String text, ChannelKind kind) {
  /** Longest name unless an app sets another limit, in characters. */
  public static final int DEFAULT_MAX_LENGTH = 200;

  private static final int ANY_LENGTH = Integer.MAX_VALUE;
  private static final boolean[] ALLOWED = allowed();

  private static boolean[] allowed() {
    boolean[] allowed = new boolean[128];
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;";
    alphabet.chars().forEach(c -> allowed[c] = true);
    return allowed;
  }

  /**
   * Takes a text that is known to be a name of whatever length, and its kind.
   *
   * @throws IllegalArgumentException if it is none, or of another kind
   */
  public ChannelName {
    if (kind != ChannelKind.of(text) || !isWellFormed(text, kind, ANY_LENGTH, ANY_LENGTH)) {
      throw new IllegalArgumentException(
          "Channel name \""
              + Shortened.of(text)
              + "\" is malformed or not of kind "
              + kind
              + ". Expected letters, digits and any of _ - = @ , . ;");
    }
  }

  /**
   * Reads a name of at most {@link #DEFAULT_MAX_LENGTH} characters; empty when it is not
   * acceptable.
   */
  public static Optional<ChannelName> parse(String text) {
    return parse(text, DEFAULT_MAX_LENGTH, UserId.DEFAULT_MAX_LENGTH);
  }

  /**
   * Reads a name; empty when it is not acceptable.
   *
   * @param maxLength longest ordinary name, in characters
   * @param maxUserIdLength longest user id in a server-to-user name, in code points
   */
  public static Optional<ChannelName> parse(String text, int maxLength, int maxUserIdLength) {
    ChannelKind kind = ChannelKind.of(text);
    return isWellFormed(text, kind, maxLength, maxUserIdLength)
        ? Optional.of(new ChannelName(text, kind))
        : Optional.empty();
  }

  /** The channel that carries events to that user. */
  public static ChannelName serverToUser(UserId user) {
    return new ChannelName(ChannelKind.SERVER_TO_USER.prefix() + user, ChannelKind.SERVER_TO_USER);
  }

  /**
   * Whose channel this is. The prefix is cut off once: user {@code #server-to-user-a} is not user
   * {@code a} (rule THR-13).
   */
  public Optional<UserId> user() {
    return kind == ChannelKind.SERVER_TO_USER
        ? Optional.of(new UserId(text.substring(kind.prefix().length())))
        : Optional.empty();
  }

  private static boolean isWellFormed(
      String text, ChannelKind kind, int maxLength, int maxUserIdLength) {
    return kind == ChannelKind.SERVER_TO_USER
        ? UserId.parse(text.substring(kind.prefix().length()), maxUserIdLength).isPresent()
        : isPlainName(text, maxLength);
  }

  private static boolean isPlainName(String text, int maxLength) {
    if (text.isEmpty() || text.length() > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ALLOWED.length || !ALLOWED[c]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
