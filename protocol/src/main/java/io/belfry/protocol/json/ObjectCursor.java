package io.belfry.protocol.json;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.Surrogates;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * Walks the members of one JSON text that has to be an object, once, front to back. A name that
 * stands twice at the top level, text behind the object and anything that is not strict JSON ends
 * in {@link MalformedJson}.
 *
 * <p>Values are taken as text, as a nested cursor's source, or skipped; there is no tree. {@link
 * #source} gives the exact text of a value, so that opaque data is passed on as it came. Bytes are
 * decoded here and strictly, since the parser would guess at UTF-16 and UTF-32.
 *
 * <p>Thread: confined to its caller.
 */
public final class ObjectCursor implements AutoCloseable {
  /** How strings are judged. */
  public enum Strictness {
    /** Lone surrogates pass: the data is opaque. */
    OPAQUE,
    /**
     * Lone surrogates anywhere are refused: the text was signed, and two libraries must not read it
     * differently.
     */
    SIGNED
  }

  private static final int FEW_NAMES = 8;

  private final char[] text;
  private final Strictness strictness;
  private final JsonParser parser;
  private final String[] firstNames = new String[FEW_NAMES];
  private int nameCount;
  private @Nullable Set<String> furtherNames;
  private JsonToken value = JsonToken.NOT_AVAILABLE;
  private boolean valueTaken = true;
  private boolean isNested;

  private ObjectCursor(CharBuffer chars, Strictness strictness) {
    this.text = chars.array();
    this.strictness = strictness;
    try {
      this.parser =
          Json.FACTORY.createParser(ObjectReadContext.empty(), text, 0, chars.remaining());
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJson("Expected a JSON object");
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private ObjectCursor(ObjectCursor outer) {
    this.text = outer.text;
    this.strictness = outer.strictness;
    this.parser = outer.parser;
    this.isNested = true;
  }

  /** Begins to walk the object in this text. */
  public static ObjectCursor over(String text, Strictness strictness) {
    if (strictness == Strictness.SIGNED && Surrogates.hasLone(text)) {
      throw loneSurrogate();
    }
    return new ObjectCursor(CharBuffer.wrap(text.toCharArray()), strictness);
  }

  /** Begins to walk the object in these bytes, which have to be UTF-8. */
  public static ObjectCursor over(byte[] utf8, Strictness strictness) {
    return over(ByteBuffer.wrap(utf8), strictness);
  }

  /** Whether the text is one JSON object that every library reads in the same way. */
  public static boolean isSignable(String text) {
    return signableMembers(text) >= 0;
  }

  /** How many members such an object has; −1 when the text is none. */
  public static int signableMembers(String text) {
    try (ObjectCursor members = over(text, Strictness.SIGNED)) {
      int count = 0;
      while (members.next() != null) {
        count++;
      }
      return count;
    } catch (MalformedJson e) {
      return -1;
    }
  }

  /** Begins to walk the object in the bytes that remain, which have to be UTF-8. */
  public static ObjectCursor over(ByteBuffer utf8, Strictness strictness) {
    try {
      return new ObjectCursor(StandardCharsets.UTF_8.newDecoder().decode(utf8), strictness);
    } catch (CharacterCodingException e) {
      throw new MalformedJson("Not valid UTF-8");
    }
  }

  /**
   * Goes to the next member and gives its name; null behind the last one. A value not taken is
   * skipped.
   */
  public @Nullable String next() {
    try {
      if (!valueTaken) {
        skipValue();
      }
      if (parser.nextToken() == JsonToken.END_OBJECT) {
        if (!isNested) {
          expectEnd();
        }
        return null;
      }
      String name = parser.currentName();
      if (strictness == Strictness.SIGNED && Surrogates.hasLone(name)) {
        throw loneSurrogate();
      }
      expectNew(name);
      value = parser.nextToken();
      valueTaken = false;
      return name;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /**
   * Begins to walk the object at which {@link #parser} stands, such as an element of an array, in
   * the same pass. It has to be walked to its end before this cursor goes on.
   */
  public ObjectCursor nested() {
    return new ObjectCursor(this);
  }

  /** Kind of the current value: its first token. */
  public JsonToken kind() {
    return value;
  }

  /** The current value if it is a string, else null. */
  public @Nullable String string() {
    if (value != JsonToken.VALUE_STRING) {
      return null;
    }
    try {
      valueTaken = true;
      String content = parser.getString();
      if (strictness == Strictness.SIGNED && Surrogates.hasLone(content)) {
        throw loneSurrogate();
      }
      return content;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** The exact text of the current value as it stands in the document. */
  public String source() {
    try {
      int from = (int) parser.currentTokenLocation().getCharOffset();
      skipValue();
      int to = (int) parser.currentLocation().getCharOffset();
      return new String(text, from, to - from);
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /**
   * The strings of the current value, an array; empty when it is none. Other elements are skipped.
   */
  public List<String> strings() {
    List<String> strings = new ArrayList<>();
    forEachElement(
        () -> {
          String element = string();
          if (element == null) {
            skipValue();
          } else {
            strings.add(element);
          }
        });
    return strings;
  }

  /** The exact text of each element of the current value, an array; empty when it is none. */
  public List<String> sources() {
    List<String> sources = new ArrayList<>();
    forEachElement(() -> sources.add(source()));
    return sources;
  }

  private void forEachElement(Runnable action) {
    if (value != JsonToken.START_ARRAY) {
      return;
    }
    try {
      for (value = parser.nextToken(); value != JsonToken.END_ARRAY; value = parser.nextToken()) {
        action.run();
      }
      valueTaken = true;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Parser at the current value, for arrays. Who takes it reads the value to its end. */
  public JsonParser parser() {
    valueTaken = true;
    return parser;
  }

  @Override
  public void close() {
    if (!isNested) {
      parser.close();
    }
  }

  private void skipValue() {
    valueTaken = true;
    int depth = 0;
    JsonToken token = value;
    while (true) {
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        depth--;
      } else {
        check(token);
      }
      if (depth == 0) {
        return;
      }
      token = parser.nextToken();
    }
  }

  private void check(JsonToken token) {
    if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
      if (strictness == Strictness.SIGNED && Surrogates.hasLone(parser.getString())) {
        throw loneSurrogate();
      }
      parser.finishToken();
    } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      parser.finishToken();
    }
  }

  // Almost every object has few members: they are compared one by one, and only a long one pays for
  // a set.
  private void expectNew(String name) {
    for (int i = 0; i < Math.min(nameCount, FEW_NAMES); i++) {
      if (name.equals(firstNames[i])) {
        throw duplicate(name);
      }
    }
    if (nameCount < FEW_NAMES) {
      firstNames[nameCount] = name;
    } else {
      if (furtherNames == null) {
        furtherNames = new HashSet<>();
      }
      if (!furtherNames.add(name)) {
        throw duplicate(name);
      }
    }
    nameCount++;
  }

  private void expectEnd() {
    if (parser.nextToken() != null) {
      throw new MalformedJson("Text behind the JSON object");
    }
  }

  private static MalformedJson duplicate(String name) {
    return new MalformedJson("\"" + Shortened.of(name) + "\" stands twice in the JSON object");
  }

  private static MalformedJson loneSurrogate() {
    return new MalformedJson("Half of a surrogate pair in a JSON string");
  }

  private static MalformedJson malformed(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return new MalformedJson(
          "JSON nested deeper than "
              + Json.MAX_DEPTH
              + " levels or a number longer than "
              + Json.MAX_NUMBER_LENGTH
              + " characters");
    }
    TokenStreamLocation where = e.getLocation();
    return new MalformedJson(
        where == null ? "Not valid JSON" : "Not valid JSON near column " + where.getColumnNr());
  }
}
