package io.belfry.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The methods of one path. Where there is a GET there is a HEAD, and every path tells its methods
 * to who asks with OPTIONS.
 *
 * <p>Thread: immutable.
 *
 * @param methods in upper case, as the field {@code Allow} names them
 * @see "rules HTTP-008, HTTP-200, HTTP-201; RFC 9110, sections 9.1 and 9.3"
 */
public record AllowedMethods(List<String> methods) {
  /** Methods whose meaning is known here, wherever they are allowed. */
  public static final List<String> KNOWN =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

  private static final String GET = "GET";
  private static final String HEAD = "HEAD";
  private static final String OPTIONS = "OPTIONS";

  /** Adds HEAD behind a GET. */
  public AllowedMethods {
    if (methods.contains(GET) && !methods.contains(HEAD)) {
      List<String> both = new ArrayList<>(methods);
      both.add(methods.indexOf(GET) + 1, HEAD);
      methods = both;
    }
    methods = List.copyOf(methods);
  }

  /** Those methods. */
  public static AllowedMethods of(String... methods) {
    return new AllowedMethods(List.of(methods));
  }

  /** Whether the method means anything here. */
  public static boolean isKnown(String method) {
    return KNOWN.contains(method);
  }

  /** The method that answers this one: a HEAD is answered like a GET, and its body left out. */
  public static String answering(String method) {
    return method.equals(HEAD) ? GET : method;
  }

  /** What a request is answered with that is none of these methods; empty when it is one. */
  public Optional<Response> otherwise(String method) {
    if (methods.contains(method)) {
      return Optional.empty();
    }
    return Optional.of(method.equals(OPTIONS) ? options() : refusal().toResponse());
  }

  /** The answer to OPTIONS. */
  public Response options() {
    return Response.ok().withHeader("Allow", text());
  }

  /** The refusal of another method. */
  public ApiError refusal() {
    return ApiReason.METHOD_NOT_ALLOWED.error(text()).withHeader("Allow", text());
  }

  private String text() {
    return String.join(", ", methods);
  }
}
