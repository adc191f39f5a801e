package io.belfry.rest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.UserId;
import java.nio.charset.StandardCharsets;

/**
 * The grammar of everything that a caller passes on from strangers. What is wrong with it is said
 * in one sentence; an auth endpoint answers it with status 400.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-01"
 */
final class Checked {
  private static final int MAX_REASON_BYTES = 100;
  private static final int MAX_SESSION = 128;
  private static final int MAX_JTI = 255;

  private Checked() {}

  static SocketId socketId(String text) {
    return SocketId.parse(text)
        .orElseThrow(() -> malformed("socket id", text, "one such as 123.456"));
  }

  static ChannelName channel(String text) {
    return ChannelName.parse(text)
        .orElseThrow(
            () -> malformed("channel name", text, "1 to 200 of A-Z a-z 0-9 _ - = @ , . ;"));
  }

  static UserId userId(String text) {
    return UserId.parse(text)
        .orElseThrow(
            () ->
                malformed(
                    "user id", text, "1 to 128 characters, none of them a control character"));
  }

  /** What clients are told. */
  static String reason(String text) {
    int bytes = text(text).getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > MAX_REASON_BYTES || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "The reason has "
              + bytes
              + " bytes. Expected 1 to "
              + MAX_REASON_BYTES
              + " bytes of UTF-8 without control characters.");
    }
    return text;
  }

  /** The name of a login session of the application's. */
  static String session(String text) {
    return text("session", text, MAX_SESSION);
  }

  /** The name of a token. */
  static String jti(String text) {
    return text("jti", text, MAX_JTI);
  }

  private static String text(String what, String text, int most) {
    int length = text.codePointCount(0, text.length());
    if (length < 1 || length > most) {
      throw new IllegalArgumentException(
          "The " + what + " has " + length + " characters. Expected 1 to " + most + ".");
    }
    return text(text);
  }

  static String text(String text) {
    if (Surrogates.hasLone(text)) {
      throw new IllegalArgumentException("The text has half of a surrogate pair.");
    }
    return text;
  }

  private static IllegalArgumentException malformed(String what, String text, String expected) {
    return new IllegalArgumentException(
        "The " + what + " \"" + Shortened.of(text) + "\" is malformed. Expected " + expected + ".");
  }
}
