package io.belfry.rest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.UserId;

/**
 * The grammar of everything that a caller passes on from strangers. What is wrong with it is said
 * in one sentence; an auth endpoint answers it with status 400.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-01"
 */
final class Checked {
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
