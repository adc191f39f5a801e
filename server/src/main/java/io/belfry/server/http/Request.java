package io.belfry.server.http;

import java.util.Map;

/**
 * One HTTP request, within its bounds: at first its head alone.
 *
 * <p>Thread: immutable; {@code body} must not be written to.
 *
 * @param method as on the request line
 * @param path raw path of the request line, still percent-encoded, with its prefix
 * @param query raw query behind the question mark, empty when there is none
 * @param headers header fields by lower-case name; the first value where a field is repeated
 * @param body the bytes received, empty when there is no body
 * @param caller who sent it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Request(
    String method,
    String path,
    String query,
    Map<String, String> headers,
    byte[] body,
    Caller caller) {
  private static final byte[] NOTHING = {};

  /** A request of which nobody knows where it comes from. */
  public Request(
      String method, String path, String query, Map<String, String> headers, byte[] body) {
    this(method, path, query, headers, body, Caller.UNKNOWN);
  }

  /** The head of a request. */
  public static Request head(
      String method, String path, String query, Map<String, String> headers) {
    return new Request(method, path, query, headers, NOTHING);
  }

  /** The same request, from them. */
  public Request from(Caller newCaller) {
    return new Request(method, path, query, headers, body, newCaller);
  }

  /** The same request, whole. */
  public Request withBody(byte[] whole) {
    return new Request(method, path, query, headers, whole, caller);
  }

  /** Whether the head announces a body of some length; one in chunks says nothing of it. */
  public boolean announcesBody() {
    String length = headers.get("content-length");
    return length != null && !length.equals("0");
  }
}
