package io.belfry.protocol.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The UTF-8 text of an object whose members are all strings, as {@link Json#object} would write it.
 * Every event that is delivered has this form, so it is written here in one pass: the array has the
 * right size at once when nothing is escaped, and grows only for what is.
 *
 * <p>Thread: confined to its caller.
 */
public final class StringObject {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };
  private static final int MAX_BYTES_PER_CHAR = 6;
  private static final int SIGNS_PER_MEMBER = 6;

  private byte[] text;
  private int size;

  private StringObject(int expectedBytes) {
    this.text = new byte[expectedBytes];
  }

  /**
   * Writes an object.
   *
   * @param namesAndValues a name, its value, the next name and so on; a member whose value is null
   *     is left out
   */
  public static byte[] of(@Nullable String... namesAndValues) {
    int expectedBytes = 2;
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      String value = namesAndValues[i + 1];
      expectedBytes +=
          name == null || value == null ? 0 : name.length() + value.length() + SIGNS_PER_MEMBER;
    }
    StringObject object = new StringObject(Math.max(2, expectedBytes - 1));
    object.write(namesAndValues);
    return object.size == object.text.length
        ? object.text
        : Arrays.copyOf(object.text, object.size);
  }

  private void write(@Nullable String[] namesAndValues) {
    byte before = '{';
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      String value = namesAndValues[i + 1];
      if (name != null && value != null) {
        put(before);
        string(name);
        put((byte) ':');
        string(value);
        before = ',';
      }
    }
    if (before == '{') {
      put(before);
    }
    put((byte) '}');
  }

  private void string(String value) {
    put((byte) '"');
    int plain = plain(value);
    for (int i = plain; i < value.length(); i++) {
      reserve(MAX_BYTES_PER_CHAR);
      char c = value.charAt(i);
      if (c < 0x80) {
        ascii(c);
      } else if (!Character.isSurrogate(c)) {
        utf8(c);
      } else if (isPair(value, i)) {
        utf8(Character.toCodePoint(c, value.charAt(++i)));
      } else {
        escape(c);
      }
    }
    put((byte) '"');
  }

  /** Writes the characters that stand for themselves, up to the first that does not. */
  private int plain(String value) {
    int length = value.length();
    reserve(length);
    byte[] target = text;
    int at = size;
    int i = 0;
    while (i < length) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        break;
      }
      target[at++] = (byte) c;
      i++;
    }
    size = at;
    return i;
  }

  private static boolean isPair(String value, int i) {
    return i + 1 < value.length()
        && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
  }

  private void ascii(char c) {
    switch (c) {
      case '"', '\\' -> escapeBy(c);
      case '\b' -> escapeBy('b');
      case '\f' -> escapeBy('f');
      case '\n' -> escapeBy('n');
      case '\r' -> escapeBy('r');
      case '\t' -> escapeBy('t');
      default -> {
        if (c < ' ') {
          escape(c);
        } else {
          text[size++] = (byte) c;
        }
      }
    }
  }

  private void escapeBy(char letter) {
    text[size++] = '\\';
    text[size++] = (byte) letter;
  }

  private void escape(char c) {
    text[size++] = '\\';
    text[size++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      text[size++] = HEX[(c >> shift) & 0xF];
    }
  }

  private void utf8(int codePoint) {
    if (codePoint < 0x800) {
      text[size++] = (byte) (0xC0 | (codePoint >> 6));
    } else if (codePoint < 0x1_0000) {
      text[size++] = (byte) (0xE0 | (codePoint >> 12));
      continuation(codePoint >> 6);
    } else {
      text[size++] = (byte) (0xF0 | (codePoint >> 18));
      continuation(codePoint >> 12);
      continuation(codePoint >> 6);
    }
    continuation(codePoint);
  }

  private void continuation(int bits) {
    text[size++] = (byte) (0x80 | (bits & 0x3F));
  }

  private void put(byte sign) {
    reserve(1);
    text[size++] = sign;
  }

  private void reserve(int bytes) {
    if (text.length - size < bytes) {
      text = Arrays.copyOf(text, Math.max(size + bytes, size + (size >> 1)));
    }
  }
}
