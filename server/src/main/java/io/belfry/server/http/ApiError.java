package io.belfry.server.http;

import io.belfry.protocol.json.Json;
import io.belfry.server.app.Limit;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the HTTP API on its way to the caller: status, a stable word, and a sentence. It is
 * thrown by what reads a request and turned into a response in one place; it carries no stack
 * trace, since strangers cause it.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-006, HTTP-180"
 */
public final class ApiError extends RuntimeException {
  /** Words of refusals that an operator watches; others are counted too. */
  public static final List<String> USUAL_REASONS =
      List.of(
          "auth_signature_invalid",
          "auth_key_unknown",
          "auth_param_missing",
          "auth_timestamp_invalid",
          "auth_timestamp_expired",
          "auth_version_unsupported",
          "auth_body_md5_mismatch",
          "app_disabled",
          "payload_too_large",
          "rate_limited",
          "overloaded",
          "cluster_unavailable",
          "shutting_down",
          "internal_error");

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;

  @SuppressWarnings("serial") // never serialised
  private final Details details;

  /**
   * What some refusals say beyond their sentence.
   *
   * @param headers further header fields
   * @param stringToSign text that would have been signed
   * @param index position of the batch element that is wrong
   * @param limit limit that refuses
   */
  private record Details(
      Map<String, String> headers,
      @Nullable String stringToSign,
      @Nullable Integer index,
      @Nullable Limit limit) {
    static final Details NONE = new Details(Map.of(), null, null, null);
  }

  /**
   * A refusal.
   *
   * @param status HTTP status
   * @param reason stable lower-case word
   * @param sentence what happened, what was expected, what to do; never a secret
   */
  public ApiError(int status, String reason, String sentence) {
    this(status, reason, sentence, Details.NONE);
  }

  private ApiError(int status, String reason, @Nullable String sentence, Details details) {
    super(sentence, null, false, false);
    this.status = status;
    this.reason = reason;
    this.details = details;
  }

  public static ApiError badRequest(String reason, String sentence) {
    return new ApiError(400, reason, sentence);
  }

  public static ApiError unauthorized(String reason, String sentence) {
    return new ApiError(401, reason, sentence);
  }

  /**
   * The text that would have been signed helps a caller to find the difference; it holds nothing
   * secret (rule HTTP-033).
   */
  public static ApiError signatureInvalid(String stringToSign) {
    return new ApiError(
        401,
        "auth_signature_invalid",
        "Invalid signature: expected HMAC-SHA256 over string_to_sign with the secret of auth_key.",
        new Details(Map.of(), stringToSign, null, null));
  }

  public static ApiError methodNotAllowed(String allowed) {
    String sentence = "Use " + allowed + " with this path.";
    return new ApiError(405, "method_not_allowed", sentence, Details.NONE)
        .withHeaders(Map.of("Allow", allowed));
  }

  /** The refusal of a path that nobody serves. */
  public static ApiError notFound() {
    return new ApiError(404, "not_found", "There is nothing at this path.");
  }

  /** The refusal of a body that is larger than it may be. */
  public static ApiError requestTooLarge(long maxBytes) {
    return new ApiError(
        413,
        "request_too_large",
        "The request body is larger than the " + maxBytes + " bytes allowed here.");
  }

  public static ApiError shuttingDown() {
    return new ApiError(
            503, "shutting_down", "This node is going down. Send the request again.", Details.NONE)
        .withHeaders(Map.of("Retry-After", "1", "Connection", "close"));
  }

  /** The refusal for want of memory. */
  public static ApiError overloaded(String sentence) {
    return new ApiError(503, "overloaded", sentence, Details.NONE)
        .withHeaders(Map.of("Retry-After", "1"));
  }

  public static ApiError clusterUnavailable(String sentence) {
    return new ApiError(503, "cluster_unavailable", sentence, Details.NONE)
        .withHeaders(Map.of("Retry-After", "1"));
  }

  /** The refusal of somebody who is too fast. */
  public static ApiError rateLimited(String sentence, long waitSeconds) {
    return new ApiError(429, "rate_limited", sentence, Details.NONE)
        .withHeaders(Map.of("Retry-After", Long.toString(waitSeconds)));
  }

  /** The same refusal with these header fields too. */
  public ApiError withHeaders(Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(details.headers());
    headers.putAll(more);
    return new ApiError(
        status,
        reason,
        getMessage(),
        new Details(Map.copyOf(headers), details.stringToSign(), details.index(), details.limit()));
  }

  /** The same refusal, of that element of a batch. */
  public ApiError at(int index) {
    return new ApiError(
        status,
        reason,
        getMessage(),
        new Details(details.headers(), details.stringToSign(), index, details.limit()));
  }

  /** The same refusal, because of that limit. */
  public ApiError by(Limit limit) {
    return new ApiError(
        status,
        reason,
        getMessage(),
        new Details(details.headers(), details.stringToSign(), details.index(), limit));
  }

  /** The limit that refuses, if it is one. */
  public Optional<Limit> limit() {
    return Optional.ofNullable(details.limit());
  }

  /** The stable word. */
  public String reason() {
    return reason;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** The JSON error object. */
  public Response toResponse() {
    String sentence = getMessage();
    byte[] body =
        Json.object(
            json -> {
              json.writeStringProperty("error", sentence == null ? "" : sentence);
              json.writeNumberProperty("code", status);
              json.writeStringProperty("reason", reason);
              if (details.index() != null) {
                json.writeNumberProperty("index", details.index());
              }
              if (details.stringToSign() != null) {
                json.writeStringProperty("string_to_sign", details.stringToSign());
              }
            });
    return new Response(status, "application/json", details.headers(), body);
  }
}
