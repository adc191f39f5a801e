package io.belfry.server.setting.wording;

import io.belfry.protocol.Shortened;
import java.util.regex.Pattern;

/**
 * What a message may repeat of what was written. Whatever is as long as a secret could be one that
 * stands in the wrong place, so only its length is told.
 *
 * <p>Thread: stateless.
 *
 * @see "rules LIM-045, THR-47"
 */
public final class Shown {
  private static final int LENGTH_OF_A_SECRET = 16;
  private static final Pattern INDEX = Pattern.compile("\\[\\d{1,3}]");
  private static final Pattern WORDS = Pattern.compile("[A-Za-z_.\\-\\[\\]]*");

  private Shown() {}

  /** A value in quotes, or how long it is. */
  public static String value(String text) {
    return text.length() < LENGTH_OF_A_SECRET
        ? "\"" + Shortened.of(text) + "\""
        : "a text of " + text.length() + " characters";
  }

  /** The name of a setting in quotes; one that has digits and is long could be anything. */
  public static String name(String name) {
    String words = INDEX.matcher(name).replaceAll("");
    return name.length() < LENGTH_OF_A_SECRET || WORDS.matcher(words).matches()
        ? "\"" + Shortened.of(name) + "\""
        : "A name of " + name.length() + " characters";
  }

  /** A name or an address that people have to find again; not what looks like a secret. */
  public static String place(String text) {
    boolean isPlace = text.indexOf('.') >= 0 || text.startsWith("/") || text.indexOf(':') >= 0;
    return isPlace && text.indexOf('@') < 0 ? "\"" + Shortened.of(text) + "\"" : value(text);
  }
}
