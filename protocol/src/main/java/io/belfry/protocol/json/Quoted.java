package io.belfry.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Texts as they stand between the quotes of a JSON string in UTF-8, just as {@link Json#object}
 * would write them.
 *
 * <p>Thread: stateless.
 */
public final class Quoted {
  /** What the generator puts before and behind the text of an object's only member. */
  private static final int BEFORE = "{\"\":\"".length();

  private static final int BEHIND = "\"}".length();

  private Quoted() {}

  /** What stands between the quotes. */
  public static byte[] of(String text) {
    if (isPlain(text)) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
    try {
      return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    } catch (IllegalArgumentException e) {
      // Half of a surrogate pair, for which the generator has an escape.
      byte[] object = Json.object(json -> json.writeStringProperty("", text));
      return Arrays.copyOfRange(object, BEFORE, object.length - BEHIND);
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
