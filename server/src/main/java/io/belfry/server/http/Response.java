package io.belfry.server.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * <p>Thread: immutable; {@code body} must not be written to.
 *
 * @param status HTTP status
 * @param contentType media type of the body
 * @param headers further header fields
 * @param body complete body
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Response(int status, String contentType, Map<String, String> headers, byte[] body) {
  private static final int OK = 200;
  private static final String JSON = "application/json";
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  /** 200 with a JSON object. */
  public static Response ok(byte[] json) {
    return json(OK, json);
  }

  /** 200 with {@code {}}: the success of everything that has nothing to say. */
  public static Response ok() {
    return ok(EMPTY_OBJECT);
  }

  /** Whether this is {@link #ok()}, with whatever header fields. */
  @SuppressWarnings("ReferenceEquality") // that one array and no other
  public boolean isNothing() {
    return status == OK && body == EMPTY_OBJECT;
  }

  /** A JSON object with some status. */
  public static Response json(int status, byte[] json) {
    return new Response(status, JSON, Map.of(), json);
  }

  /** One word of plain text. */
  public static Response word(int status, String word) {
    return new Response(
        status, "text/plain; charset=utf-8", Map.of(), word.getBytes(StandardCharsets.UTF_8));
  }

  /** A page for a browser. */
  public static Response html(int status, String page) {
    return new Response(
        status, "text/html; charset=utf-8", Map.of(), page.getBytes(StandardCharsets.UTF_8));
  }

  /** The same response with one more header field. */
  public Response withHeader(String name, String value) {
    if (headers.isEmpty()) {
      return new Response(status, contentType, Map.of(name, value), body);
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, contentType, Map.copyOf(more), body);
  }
}
