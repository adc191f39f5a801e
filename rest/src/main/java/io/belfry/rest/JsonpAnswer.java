package io.belfry.rest;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.json.ObjectCursor;

/**
 * An answer for the JSONP transport of pusher-js. JSONP carries no custom headers, and any page
 * that knows the URL can read the token of a user who is logged in: prefer CORS with credentials,
 * and offer this only where you must.
 *
 * <p>Thread: immutable.
 *
 * @param body the script
 * @see "rules HTTP-173, HTTP-174, HTTP-175"
 */
public record JsonpAnswer(String body) {
  /** Value of the {@code Content-Type} field. */
  public static final String CONTENT_TYPE = "application/javascript; charset=utf-8";

  /** Value of the {@code X-Content-Type-Options} field, which has to be sent with it. */
  public static final String CONTENT_TYPE_OPTIONS = "nosniff";

  private static final int MAX_CALLBACK_LENGTH = 128;

  /**
   * Calls back with JSON text.
   *
   * @param callback name from the request: identifiers joined by dots or quoted in brackets, at
   *     most 128 characters
   * @param json what the endpoint would have answered otherwise
   * @throws IllegalArgumentException if the callback is no such name, or the text is no JSON
   *     object; answer 400
   */
  public static JsonpAnswer of(String callback, String json) {
    if (callback.length() > MAX_CALLBACK_LENGTH || !isCallback(callback)) {
      throw new IllegalArgumentException(
          "The callback \"" + Shortened.of(callback) + "\" is not the name of a function.");
    }
    if (!ObjectCursor.isSignable(json)) {
      throw new IllegalArgumentException(
          "The answer is not a JSON object. Expected what toJson() of UserAuth or ChannelAuth gives.");
    }
    // The comment keeps the start of the script out of the caller's hands.
    return new JsonpAnswer("/**/" + callback + "(" + escaped(json) + ");");
  }

  // Read by hand, since a pattern with nested repetition invites slow inputs (rule THR-30).
  private static boolean isCallback(String text) {
    int at = endOfWord(text, 0);
    if (at == 0 || !isStart(text.charAt(0))) {
      return false;
    }
    while (at < text.length()) {
      int next = text.charAt(at) == '.' ? endOfProperty(text, at + 1) : endOfIndex(text, at);
      if (next < 0) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private static int endOfProperty(String text, int from) {
    int end = endOfWord(text, from);
    return end > from && isStart(text.charAt(from)) ? end : -1;
  }

  private static int endOfIndex(String text, int from) {
    if (!text.startsWith("['", from)) {
      return -1;
    }
    int end = from + 2;
    while (end < text.length() && (isPart(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    return end > from + 2 && text.startsWith("']", end) ? end + 2 : -1;
  }

  private static int endOfWord(String text, int from) {
    int end = from;
    while (end < text.length() && (isPart(text.charAt(end)) || text.charAt(end) == '$')) {
      end++;
    }
    return end;
  }

  private static boolean isStart(char c) {
    return c == '$' || (isPart(c) && !isDigit(c));
  }

  private static boolean isPart(char c) {
    return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String escaped(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }
}
