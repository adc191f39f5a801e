package io.belfry.protocol.message;

import io.belfry.protocol.EventName;
import io.belfry.protocol.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client event in one pass over its bytes, as nearly all are written: the members event,
 * channel and data, each at most once, name and channel without escapes. Its data is only walked
 * over, with the same bounds as elsewhere, and is never made a string.
 *
 * <p>It takes nothing that {@link ClientMessageReader} would refuse, and leaves to it whatever
 * looks otherwise, so no refusal is worded here.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules WS-024, WS-086, THR-28"
 */
final class PlainClientEvent {
  private static final byte[] EVENT = ascii("event");
  private static final byte[] CHANNEL = ascii("channel");
  private static final byte[] DATA = ascii("data");
  private static final byte[] PREFIX = ascii(EventName.CLIENT_PREFIX);
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");
  private static final EventData NO_DATA = EventData.plain(NULL, 0, NULL.length, 0);
  private static final int FIRST_PRINTABLE = ' ';

  private final byte[] utf8;
  private final int end;
  private int at;
  private int depth;
  // Of the string passed last, and of the value passed last.
  private int from;
  private int to;
  private int escapes;
  private boolean hasUnusualEscape;
  private int toEscape;
  private boolean isAscii = true;

  private @Nullable String event;
  private @Nullable String channel;
  private @Nullable EventData data;
  private boolean hasChannel;

  private PlainClientEvent(byte[] utf8, int offset, int length) {
    this.utf8 = utf8;
    this.at = offset;
    this.end = offset + length;
  }

  /** The client event in these bytes; null when they are something else or look otherwise. */
  static ClientMessage.@Nullable ClientEvent read(byte[] utf8, int offset, int length) {
    PlainClientEvent reading = new PlainClientEvent(utf8, offset, length);
    String event = reading.members() ? reading.event : null;
    if (event == null || (!reading.isAscii && !isUtf8(utf8, offset, length))) {
      return null;
    }
    EventData data = reading.data;
    return new ClientMessage.ClientEvent(event, reading.channel, data == null ? NO_DATA : data);
  }

  private boolean members() {
    blanks();
    if (!passed('{')) {
      return false;
    }
    do {
      blanks();
      if (!member()) {
        return false;
      }
      blanks();
    } while (passed(','));
    if (!passed('}')) {
      return false;
    }
    blanks();
    return at == end;
  }

  private boolean member() {
    if (!string()) {
      return false;
    }
    int nameFrom = from;
    int nameTo = to;
    blanks();
    if (!passed(':')) {
      return false;
    }
    blanks();
    if (isText(EVENT, nameFrom, nameTo)) {
      return event == null && event();
    }
    if (isText(DATA, nameFrom, nameTo)) {
      return data == null && data();
    }
    return isText(CHANNEL, nameFrom, nameTo) && !hasChannel && channel();
  }

  private boolean event() {
    if (!string() || escapes > 0 || to - from < PREFIX.length) {
      return false;
    }
    event = text();
    return isText(PREFIX, from, from + PREFIX.length);
  }

  private boolean channel() {
    hasChannel = true;
    if (peek() != '"') {
      return literal(NULL);
    }
    if (!string() || escapes > 0) {
      return false;
    }
    channel = text();
    return true;
  }

  private boolean data() {
    if (peek() == '"') {
      if (!string() || hasUnusualEscape) {
        return false;
      }
      data = EventData.quoted(utf8, from, to, escapes);
      return true;
    }
    int begin = at;
    toEscape = 0;
    if (!value()) {
      return false;
    }
    data = EventData.plain(utf8, begin, at, toEscape);
    return true;
  }

  private boolean value() {
    return switch (peek()) {
      case '"' -> string();
      case '{' -> object();
      case '[' -> array();
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> number();
    };
  }

  private boolean object() {
    at++;
    // The message itself is the first level.
    if (++depth >= Json.MAX_DEPTH) {
      return false;
    }
    blanks();
    if (!passed('}')) {
      do {
        blanks();
        // Names with half of a surrogate pair are refused.
        if (!string() || hasUnusualEscape) {
          return false;
        }
        blanks();
        if (!passed(':')) {
          return false;
        }
        blanks();
        if (!value()) {
          return false;
        }
        blanks();
      } while (passed(','));
      if (!passed('}')) {
        return false;
      }
    }
    depth--;
    return true;
  }

  private boolean array() {
    at++;
    if (++depth >= Json.MAX_DEPTH) {
      return false;
    }
    blanks();
    if (!passed(']')) {
      do {
        blanks();
        if (!value()) {
          return false;
        }
        blanks();
      } while (passed(','));
      if (!passed(']')) {
        return false;
      }
    }
    depth--;
    return true;
  }

  private boolean string() {
    if (!passed('"')) {
      return false;
    }
    byte[] bytes = utf8;
    int i = at;
    int high = 0;
    from = i;
    escapes = 0;
    hasUnusualEscape = false;
    for (; i < end; i++) {
      byte octet = bytes[i];
      high |= octet;
      if (octet == '"') {
        to = i;
        at = i + 1;
        isAscii &= high >= 0;
        toEscape += 2;
        return true;
      }
      if (octet == '\\') {
        i = escape(i + 1);
        if (i < 0) {
          return false;
        }
      } else if (octet >= 0 && octet < FIRST_PRINTABLE) {
        return false;
      }
    }
    return false;
  }

  /** Passes the sign behind a backslash; the place of its last byte, negative when it is none. */
  private int escape(int sign) {
    escapes++;
    toEscape++;
    switch (sign < end ? utf8[sign] : 0) {
      case '"', '\\' -> toEscape++;
      case 'b', 'f', 'n', 'r', 't' -> {}
      case '/' -> hasUnusualEscape = true;
      case 'u' -> {
        hasUnusualEscape = true;
        return areHexDigits(sign + 1, sign + 5) ? sign + 4 : -1;
      }
      default -> {
        return -1;
      }
    }
    return sign;
  }

  private boolean areHexDigits(int first, int behind) {
    boolean are = behind <= end;
    for (int i = first; are && i < behind; i++) {
      are = Character.digit(utf8[i], 16) >= 0;
    }
    return are;
  }

  private boolean number() {
    int begin = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else if (digits() == 0) {
      return false;
    }
    if (peek() == '.') {
      at++;
      if (digits() == 0) {
        return false;
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (digits() == 0) {
        return false;
      }
    }
    return at - begin <= Json.MAX_NUMBER_LENGTH;
  }

  private int digits() {
    int begin = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at - begin;
  }

  private boolean literal(byte[] word) {
    boolean isThere = at + word.length <= end && isText(word, at, at + word.length);
    at += word.length;
    return isThere;
  }

  private void blanks() {
    while (at < end) {
      byte octet = utf8[at];
      if (octet == '\t' || octet == '\n' || octet == '\r') {
        toEscape++;
      } else if (octet != ' ') {
        return;
      }
      at++;
    }
  }

  private byte peek() {
    return at < end ? utf8[at] : 0;
  }

  private boolean passed(char sign) {
    if (peek() != sign) {
      return false;
    }
    at++;
    return true;
  }

  private boolean isText(byte[] expected, int begin, int behind) {
    return Arrays.equals(utf8, begin, behind, expected, 0, expected.length);
  }

  private String text() {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isUtf8(byte[] bytes, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
