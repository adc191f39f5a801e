package io.belfry.server.http;

import io.belfry.protocol.json.Json;
import io.belfry.server.app.Limit;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal on its way to the caller. It is thrown by what reads a request and turned into a
 * response in one place; it carries no stack trace, since strangers cause it.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-006, HTTP-180"
 */
public final class ApiError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ApiReason reason;

  @SuppressWarnings("serial") // never serialised
  private final Details details;

  /**
   * What some refusals say beyond their sentence.
   *
   * @param headers header fields
   * @param stringToSign text that would have been signed
   * @param index position of the batch element that is wrong
   * @param limit limit that refuses
   */
  private record Details(
      Map<String, String> headers,
      @Nullable String stringToSign,
      @Nullable Integer index,
      @Nullable Limit limit) {}

  ApiError(ApiReason reason, String sentence) {
    this(reason, sentence, new Details(reason.headers(), null, null, null));
  }

  private ApiError(ApiReason reason, @Nullable String sentence, Details details) {
    super(sentence, null, false, false);
    this.reason = reason;
    this.details = details;
  }

  private ApiError with(Details more) {
    return new ApiError(reason, getMessage(), more);
  }

  /** The same refusal with one more header field. */
  public ApiError withHeader(String name, String value) {
    Map<String, String> headers = new LinkedHashMap<>(details.headers());
    headers.put(name, value);
    return with(
        new Details(Map.copyOf(headers), details.stringToSign(), details.index(), details.limit()));
  }

  /**
   * The same refusal with the text that would have been signed. That helps a caller to find the
   * difference and holds nothing secret (rule HTTP-033).
   */
  public ApiError over(String stringToSign) {
    return with(new Details(details.headers(), stringToSign, details.index(), details.limit()));
  }

  /** The same refusal, of that element of a batch. */
  public ApiError at(int index) {
    return with(new Details(details.headers(), details.stringToSign(), index, details.limit()));
  }

  /** The same refusal, because of that limit. */
  public ApiError by(Limit limit) {
    return with(new Details(details.headers(), details.stringToSign(), details.index(), limit));
  }

  /** The same refusal of somebody who is to wait so long. */
  public ApiError retryAfter(long seconds) {
    return withHeader("Retry-After", Long.toString(seconds));
  }

  /** The limit that refuses, if it is one. */
  public Optional<Limit> limit() {
    return Optional.ofNullable(details.limit());
  }

  /** Why. */
  public ApiReason reason() {
    return reason;
  }

  /** The JSON error object. */
  public Response toResponse() {
    String sentence = getMessage();
    byte[] body =
        Json.object(
            json -> {
              json.writeStringProperty("error", sentence == null ? "" : sentence);
              json.writeNumberProperty("code", reason.status());
              json.writeStringProperty("reason", reason.word());
              if (details.index() != null) {
                json.writeNumberProperty("index", details.index());
              }
              if (details.stringToSign() != null) {
                json.writeStringProperty("string_to_sign", details.stringToSign());
              }
            });
    return new Response(reason.status(), "application/json", details.headers(), body);
  }
}
