package io.belfry.rest.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of the HTTP API of one app, still without signature. Segments and parameters are
 * plain text here; {@link RequestSigner} escapes them.
 *
 * <p>Thread: immutable.
 */
public final class ApiRequest {
  private final List<String> segments;
  private final List<Map.Entry<String, String>> parameters;
  private final byte[] body;
  private final Optional<String> idempotencyKey;

  private ApiRequest(
      List<String> segments,
      List<Map.Entry<String, String>> parameters,
      byte[] body,
      Optional<String> idempotencyKey) {
    this.segments = segments;
    this.parameters = parameters;
    this.body = body;
    this.idempotencyKey = idempotencyKey;
  }

  /** A question about what is at a path below {@code /apps/APP_ID}. */
  public static ApiRequest get(String... segments) {
    return new ApiRequest(List.of(segments), List.of(), new byte[0], Optional.empty());
  }

  /** An order to what is at a path below {@code /apps/APP_ID}. */
  public static ApiRequest post(byte[] json, String... segments) {
    return new ApiRequest(List.of(segments), List.of(), json.clone(), Optional.empty());
  }

  /** The same with one more parameter in the query. */
  public ApiRequest withParameter(String name, String value) {
    List<Map.Entry<String, String>> all = new ArrayList<>(parameters);
    all.add(Map.entry(name, value));
    return new ApiRequest(segments, List.copyOf(all), body, idempotencyKey);
  }

  /** The same, to be carried out once however often it is sent. */
  public ApiRequest withIdempotencyKey(Optional<String> key) {
    return new ApiRequest(segments, parameters, body, key);
  }

  /** POST when there is something to say, else GET. */
  public String method() {
    return hasBody() ? "POST" : "GET";
  }

  /** Whether there is a body. */
  public boolean hasBody() {
    return body.length > 0;
  }

  /** The body; empty when there is none. */
  public byte[] body() {
    return body.clone();
  }

  /** What makes a repetition harmless. */
  public Optional<String> idempotencyKey() {
    return idempotencyKey;
  }

  List<String> segments() {
    return segments;
  }

  List<Map.Entry<String, String>> parameters() {
    return parameters;
  }
}
