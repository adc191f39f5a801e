package io.belfry.server.fallback;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a path below a fallback prefix names.
 *
 * <p>Thread: immutable.
 *
 * @param id the session
 * @param verb what is done with it
 */
record FallbackPath(SessionId id, Verb verb) {
  private static final Pattern SERVER = Pattern.compile("[0-9]{1,3}");
  private static final Pattern SESSION = Pattern.compile("[0-9A-Za-z_-]{1,64}");
  private static final int MAX_KEY_LENGTH = 64;

  /** The last segment. */
  enum Verb {
    XHR("/xhr", "POST"),
    XHR_STREAMING("/xhr_streaming", "POST"),
    XHR_SEND("/xhr_send", "POST"),
    JSONP("/jsonp", "GET"),
    JSONP_SEND("/jsonp_send", "POST");

    private static final List<Verb> ALL = List.of(values());

    private final String ending;
    private final String method;

    Verb(String ending, String method) {
      this.ending = ending;
      this.method = method;
    }

    /** What is done at a path that ends so; null for one that is none of ours. */
    static @Nullable Verb of(String path) {
      for (Verb verb : ALL) {
        if (path.endsWith(verb.ending)) {
          return verb;
        }
      }
      return null;
    }

    String method() {
      return method;
    }

    boolean isSend() {
      return this == XHR_SEND || this == JSONP_SEND;
    }
  }

  /**
   * Reads the path behind its prefix: {@code /app/KEY/SRV/SES/VERB}, on SockJS {@code
   * /SRV/SES/VERB}.
   */
  static Optional<FallbackPath> parse(String rest) {
    // Nearly every other request, such as one of the HTTP API, ends otherwise.
    Verb verb = Verb.of(rest);
    if (verb == null) {
      return Optional.empty();
    }
    List<String> segments = List.of(rest.split("/", -1));
    int count = segments.size();
    boolean hasKey = count == 6 && segments.get(1).equals("app");
    if (!(hasKey || count == 4) || !segments.get(0).isEmpty()) {
      return Optional.empty();
    }
    String key = hasKey ? segments.get(2) : "";
    String server = segments.get(count - 3);
    String session = segments.get(count - 2);
    if (hasKey == key.isEmpty()
        || key.length() > MAX_KEY_LENGTH
        || !SERVER.matcher(server).matches()
        || !SESSION.matcher(session).matches()
        || (hasKey && (verb == Verb.JSONP || verb == Verb.JSONP_SEND))) {
      return Optional.empty();
    }
    return Optional.of(new FallbackPath(new SessionId(key, server, session), verb));
  }
}
