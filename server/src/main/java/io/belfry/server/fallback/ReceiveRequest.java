package io.belfry.server.fallback;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a receive request asks for. pusher-js makes the URL of each request its own by a number
 * {@code n} that it counts up, SockJS by the name of the function. A browser whose socket ends
 * before anything of the answer has come sends the same request once more, without a word to the
 * page: then the mark is that of the request before.
 *
 * <p>Thread: immutable.
 *
 * @param framing how the answer carries lines
 * @param mark what no other request of this client has; empty when it has none
 * @see "rule RES-035"
 */
record ReceiveRequest(Framing framing, String mark) {
  private static final Pattern OWN_CALLBACK = Pattern.compile("_jp\\.a[a-z0-9_]{6}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final String NONE = "";
  private static final int MAX_MARK_LENGTH = 64;

  /** What a request with that query asks for. */
  static ReceiveRequest of(Framing framing, String query) {
    return switch (framing) {
      // A function that is always the same tells nothing.
      case Framing.Jsonp jsonp ->
          new ReceiveRequest(
              framing, OWN_CALLBACK.matcher(jsonp.callback()).matches() ? jsonp.callback() : NONE);
      case Framing.Streaming streaming -> new ReceiveRequest(framing, parameter(query, "n"));
      case Framing.Polling polling -> new ReceiveRequest(framing, parameter(query, "n"));
    };
  }

  /** The last parameter of that name; empty when it is missing or longer than any mark. */
  static String parameter(String query, String name) {
    String value = NONE;
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        value = pair.substring(name.length() + 1);
      }
    }
    return value.length() > MAX_MARK_LENGTH ? NONE : value;
  }

  boolean isMarked() {
    return !mark.isEmpty();
  }

  /** Whether the browser has sent the request before once more. */
  boolean repeats(@Nullable ReceiveRequest before) {
    return before != null
        && isMarked()
        && mark.equals(before.mark)
        && framing.getClass() == before.framing.getClass();
  }

  /** Whether the client has made that mark later than this one. */
  boolean precedes(String later) {
    return NUMBER.matcher(mark).matches()
        && NUMBER.matcher(later).matches()
        && Long.parseLong(mark) < Long.parseLong(later);
  }
}
