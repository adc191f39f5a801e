package io.belfry.protocol.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The UTF-8 text of an object whose members are all strings, as {@link Json#object} would write it.
 * Every event that is delivered has this form, so it is put together from strings that Jackson has
 * quoted, without a generator and its buffers.
 *
 * <p>Thread: stateless.
 */
public final class StringObject {
  /** Two pairs of quotes, a colon and a comma. */
  private static final int SIGNS_PER_MEMBER = 6;

  private StringObject() {}

  /**
   * Writes an object.
   *
   * @param namesAndValues a name, its value, the next name and so on; a member whose value is null
   *     is left out
   */
  public static byte[] of(@Nullable String... namesAndValues) {
    byte[][] quoted = new byte[namesAndValues.length][];
    int size = 1;
    try {
      for (int i = 1; i < namesAndValues.length; i += 2) {
        String name = namesAndValues[i - 1];
        String value = namesAndValues[i];
        if (name != null && value != null) {
          quoted[i - 1] = name.getBytes(StandardCharsets.US_ASCII);
          quoted[i] = JsonStringEncoder.getInstance().quoteAsUTF8(value);
          size += quoted[i - 1].length + quoted[i].length + SIGNS_PER_MEMBER;
        }
      }
    } catch (IllegalArgumentException e) {
      // Half of a surrogate pair, for which the generator has an escape.
      return generated(namesAndValues);
    }
    return size == 1 ? new byte[] {'{', '}'} : joined(quoted, size);
  }

  private static byte[] joined(byte[][] quoted, int size) {
    byte[] text = new byte[size];
    int at = 0;
    byte before = '{';
    for (int i = 1; i < quoted.length; i += 2) {
      if (quoted[i] != null) {
        text[at] = before;
        at = string(quoted[i - 1], text, at + 1);
        text[at] = ':';
        at = string(quoted[i], text, at + 1);
        before = ',';
      }
    }
    text[at] = '}';
    return text;
  }

  private static int string(byte[] quoted, byte[] text, int at) {
    text[at] = '"';
    System.arraycopy(quoted, 0, text, at + 1, quoted.length);
    int end = at + 1 + quoted.length;
    text[end] = '"';
    return end + 1;
  }

  private static byte[] generated(@Nullable String... namesAndValues) {
    return Json.object(
        json -> {
          for (int i = 1; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i] != null) {
              json.writeStringProperty(namesAndValues[i - 1], namesAndValues[i]);
            }
          }
        });
  }
}
