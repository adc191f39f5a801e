package io.belfry.client.internal;

import io.belfry.protocol.Shortened;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges headers by the name of the call that sets them. Their values may be tokens, so no message
 * shows one.
 *
 * <p>Thread: stateless.
 */
public final class RequestHeaders {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t -~\\u0080-\\u00FF]*");
  private static final Set<String> KEPT =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private RequestHeaders() {}

  /**
   * A copy of the headers of a request.
   *
   * @throws IllegalArgumentException if one cannot be sent
   */
  public static Map<String, String> checked(String setter, Map<String, String> headers) {
    headers.forEach((name, value) -> check(setter, name, value));
    return Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * The same for headers that a WebSocket is opened with.
   *
   * @throws IllegalArgumentException if one cannot be sent
   */
  public static Map<String, String> checkedForUpgrade(String setter, Map<String, String> headers) {
    for (String name : headers.keySet()) {
      if (name.toLowerCase(Locale.ROOT).startsWith("sec-websocket-")) {
        throw refusal(setter, name);
      }
    }
    return checked(setter, headers);
  }

  private static void check(String setter, String name, String value) {
    boolean isKept = KEPT.contains(name.toLowerCase(Locale.ROOT));
    if (isKept || !NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
      throw refusal(setter, name);
    }
  }

  private static IllegalArgumentException refusal(String setter, String name) {
    return new IllegalArgumentException(
        setter
            + ": the header \""
            + Shortened.of(name)
            + "\" cannot be sent (expected: a name that HTTP clients do not keep to themselves, and"
            + " a value of one line)");
  }
}
