package io.belfry.server.http;

import io.belfry.protocol.json.Json;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the HTTP API on its way to the caller: status, a stable word, and a sentence. It is
 * thrown by what reads a request and caught in one place, {@link Router}; it carries no stack
 * trace, since strangers cause it.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-006, HTTP-180"
 */
public final class ApiError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;
  private final @Nullable String stringToSign;

  @SuppressWarnings("serial") // never serialised
  private final Map<String, String> headers;

  /**
   * A refusal.
   *
   * @param status HTTP status
   * @param reason stable lower-case word
   * @param sentence what happened, what was expected, what to do; never a secret
   */
  public ApiError(int status, String reason, String sentence) {
    this(status, reason, sentence, null, Map.of());
  }

  private ApiError(
      int status,
      String reason,
      String sentence,
      @Nullable String stringToSign,
      Map<String, String> headers) {
    super(sentence, null, false, false);
    this.headers = headers;
    this.status = status;
    this.reason = reason;
    this.stringToSign = stringToSign;
  }

  static ApiError badRequest(String reason, String sentence) {
    return new ApiError(400, reason, sentence);
  }

  static ApiError unauthorized(String reason, String sentence) {
    return new ApiError(401, reason, sentence);
  }

  /**
   * The text that would have been signed helps a caller to find the difference; it holds nothing
   * secret (rule HTTP-033).
   */
  static ApiError signatureInvalid(String stringToSign) {
    return new ApiError(
        401,
        "auth_signature_invalid",
        "The signature does not match. Expected HMAC-SHA256 over string_to_sign with the secret of auth_key.",
        stringToSign,
        Map.of());
  }

  static ApiError methodNotAllowed(String allowed) {
    String sentence = "Use " + allowed + " with this path.";
    return new ApiError(405, "method_not_allowed", sentence, null, Map.of("Allow", allowed));
  }

  static ApiError shuttingDown() {
    return new ApiError(
        503,
        "shutting_down",
        "This node is going down. Send the request again.",
        null,
        Map.of("Retry-After", "1", "Connection", "close"));
  }

  static ApiError overloaded(String sentence) {
    return new ApiError(503, "overloaded", sentence, null, Map.of("Retry-After", "1"));
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
              if (stringToSign != null) {
                json.writeStringProperty("string_to_sign", stringToSign);
              }
            });
    return new Response(status, "application/json", headers, body);
  }
}
