package io.belfry.rest.internal;

import io.belfry.protocol.Shortened;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the HTTP API of one app, still without signature. Parameters are plain text
 * here; {@link RequestSigner} escapes them.
 *
 * <p>Thread: immutable.
 */
public final class ApiRequest {
  private static final Pattern PATH =
      Pattern.compile("(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+");
  private static final Pattern STEP = Pattern.compile("/\\.{1,2}(/|$)");
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,64}");
  private static final Pattern RESERVED =
      Pattern.compile("auth_(key|timestamp|version|signature)|body_md5");

  private static final String TERMINATE = "/terminate_connections";
  private static final Set<String> OPERATIONS =
      Set.of("events", "batch_events", "users", "channels", "connections");

  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> parameters;
  private final byte @Nullable [] body;
  private final Optional<String> idempotencyKey;

  private ApiRequest(
      String method,
      String path,
      List<Map.Entry<String, String>> parameters,
      byte @Nullable [] body,
      Optional<String> idempotencyKey) {
    this.method = method;
    this.path = path;
    this.parameters = parameters;
    this.body = body;
    this.idempotencyKey = idempotencyKey;
  }

  /** A question about what is at a path below {@code /apps/APP_ID}. */
  public static ApiRequest get(String... segments) {
    return new ApiRequest("GET", path(segments), List.of(), null, Optional.empty());
  }

  /** An order to what is at a path below {@code /apps/APP_ID}. */
  public static ApiRequest post(byte[] json, String... segments) {
    return new ApiRequest("POST", path(segments), List.of(), json.clone(), Optional.empty());
  }

  /**
   * Anything else.
   *
   * @param path below {@code /apps/APP_ID}, escaped
   * @param body null for none
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static ApiRequest free(
      String method, String path, @Nullable String body, Map<String, String> parameters) {
    check(METHOD.matcher(method).matches(), "method", method, "one such as GET");
    check(
        PATH.matcher(path).matches() && !STEP.matcher(path).find(),
        "path",
        path,
        "what stands behind /apps/APP_ID, such as /channels, without query and escaped");
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          check(
              NAME.matcher(name).matches() && !RESERVED.matcher(name).matches(),
              "parameter",
              name,
              "a name of a-z 0-9 _ . - that is not one of the signature's own");
          pairs.add(Map.entry(name, value));
        });
    byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
    return new ApiRequest(method, path, List.copyOf(pairs), bytes, Optional.empty());
  }

  private static void check(boolean isRight, String what, String text, String expected) {
    if (!isRight) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " \""
              + Shortened.of(text)
              + "\" is malformed. Expected "
              + expected
              + ".");
    }
  }

  private static String path(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(RequestSigner.escapedSegment(segment));
    }
    return path.toString();
  }

  /** The same with one more parameter in the query. */
  public ApiRequest withParameter(String name, String value) {
    List<Map.Entry<String, String>> all = new ArrayList<>(parameters);
    all.add(Map.entry(name, value));
    return new ApiRequest(method, path, List.copyOf(all), body, idempotencyKey);
  }

  /** The same, to be carried out once however often it is sent. */
  public ApiRequest withIdempotencyKey(Optional<String> key) {
    return new ApiRequest(method, path, parameters, body, key);
  }

  /** The method, upper case. */
  public String method() {
    return method;
  }

  /** What is asked for, in one of few words. */
  public String operation() {
    int end = path.indexOf('/', 1);
    String first = path.substring(1, end < 0 ? path.length() : end);
    if (first.equals("users") && path.endsWith(TERMINATE)) {
      return TERMINATE.substring(1);
    }
    return OPERATIONS.contains(first) ? first : "other";
  }

  /** Whether there is a body. */
  public boolean hasBody() {
    return body != null;
  }

  /** The body; empty when there is none. */
  public byte[] body() {
    return body == null ? new byte[0] : body.clone();
  }

  /** What makes a repetition harmless. */
  public Optional<String> idempotencyKey() {
    return idempotencyKey;
  }

  /** Whether it may be carried out twice: it changes nothing, or the second time nothing more. */
  public boolean isHarmlessTwice() {
    return method.equals("GET") || idempotencyKey.isPresent() || path.endsWith(TERMINATE);
  }

  String path() {
    return path;
  }

  List<Map.Entry<String, String>> parameters() {
    return parameters;
  }
}
