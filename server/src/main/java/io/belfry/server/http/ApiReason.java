package io.belfry.server.http;

import java.util.Locale;
import java.util.Map;

/**
 * Why a request is refused: a word that stays as it is, its status, the sentence, and the header
 * fields that always go with it. The guide's page of the HTTP API lists each.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-006, HTTP-180"
 */
public enum ApiReason {
  /** The body cannot be read. */
  JSON_INVALID(400),
  /** No name. */
  EVENT_NAME_MISSING(400, "Expected a name that is not empty."),
  /** Over {@code limits.max_event_name_length}. */
  EVENT_NAME_TOO_LONG(400, "The name has %d characters, %d are allowed."),
  /** The name is the protocol's. */
  EVENT_NAME_RESERVED(
      400, "Names beginning with pusher: or pusher_internal: belong to the protocol."),
  /** No data. */
  EVENT_DATA_MISSING(400, "Expected data, which may be empty."),
  /** No channel. */
  CHANNEL_MISSING(400, "Expected channels or channel."),
  /** What is named can be no channel. */
  CHANNEL_NAME_INVALID(400, "\"%s\" is no name of a channel or user."),
  /** What is named can be no user. */
  USER_ID_INVALID(400, "\"%s\" is no id that can sign in."),
  /** Over {@code limits.max_channels_per_event}. */
  TOO_MANY_CHANNELS(400, "An event may name %d channels."),
  /** An encrypted channel together with another. */
  ENCRYPTED_MULTI_CHANNEL(
      400, "An event of an encrypted channel can go to that one channel only: its key is its own."),
  /** Over 1,000 ids of users. */
  TOO_MANY_IDS(400, "ids may name %d users. Send several requests."),
  /** Which sessions are meant is not said, or not understood. */
  SELECTOR_INVALID(400),
  /** Not a reason that can be shown. */
  REASON_INVALID(400, "reason has to be a text of 1 to %d bytes without control characters."),
  /** Not a time for which somebody can be shut out. */
  DURATION_INVALID(400),
  /** Not a size of a page. */
  LIMIT_INVALID(400, "limit is \"%s\". Expected a number from 1 to %d."),
  /** Not what an earlier page gave as next. */
  CURSOR_INVALID(400, "after is \"%s\". Expected what the page before it gave as next, unchanged."),
  /** No batch. */
  BATCH_MISSING(400, "Expected batch, an array of events."),
  /** Over {@code limits.max_batch_size}. */
  BATCH_TOO_LARGE(400, "Batch too large: it may have %d events. Send several."),
  /** An event of a batch that names several channels. */
  BATCH_MULTI_CHANNEL(400, "An event of a batch goes to one channel. Repeat it for each channel."),
  /** A query asks for what nobody knows. */
  INFO_UNKNOWN(
      400,
      "info should be a comma separated list of attributes, and names \"%s\". Expected user_count,"
          + " subscription_count or cache."),
  /** A query asks for what the channel has not. */
  INFO_NOT_APPLICABLE(400),
  /** A query asks for what is switched off. */
  INFO_NOT_ENABLED(400, "subscription_count is switched off for this app."),
  /** Members are asked of a channel that has none. */
  NOT_PRESENCE_CHANNEL(
      400,
      "Users can only be retrieved for presence channels, and \"%s\" is none. Expected a name that"
          + " begins with presence-."),
  /** Not a key of 1 to 128 characters. */
  IDEMPOTENCY_KEY_INVALID(400, "Expected an idempotency key of 1 to 128 characters."),
  /** Not of the form of socket ids. */
  SOCKET_ID_INVALID(400, "Invalid socket id: \"%s\". Expected a form such as 123.456."),
  /** The request itself is broken. */
  REQUEST_MALFORMED(400),
  /** Of fallback transports: the parameter c is no name of a function. */
  CALLBACK_INVALID(400, "The parameter c has to be 1 to 64 of A-Z a-z 0-9 _ and the dot."),
  /** Of fallback transports: what was sent is no list of messages. */
  BODY_INVALID(400, "The body has to be a JSON array of at most %d strings, in UTF-8."),

  /** What proves the call is missing or stands twice. */
  AUTH_PARAM_MISSING(401, "Expected the query parameter %s exactly once."),
  /** Another way of signing. */
  AUTH_VERSION_UNSUPPORTED(401, "Expected auth_version=1.0."),
  /** Not an active key of the app. */
  AUTH_KEY_UNKNOWN(401, "auth_key is not an active key of this app."),
  /** No time. */
  AUTH_TIMESTAMP_INVALID(401, "Expected auth_timestamp to be Unix time in whole seconds."),
  /** Two clocks differ. */
  AUTH_TIMESTAMP_EXPIRED(
      401,
      "Timestamp expired: auth_timestamp is %d, this server's clock says %d. They may differ by %d"
          + " s. Set the clocks."),
  /** Another body was signed. */
  AUTH_BODY_MD5_MISMATCH(
      401, "body_md5 is not the MD5 of the body received. Hash the bytes that are sent."),
  /** Another secret, or another text was signed. */
  AUTH_SIGNATURE_INVALID(
      401,
      "Invalid signature: expected HMAC-SHA256 over string_to_sign with the secret of auth_key."),

  /** The app is switched off. */
  APP_DISABLED(403, "This app is switched off."),
  /** Of the operations port: a web page asks, or may ask. */
  PAGE_REFUSED(
      403,
      "Web pages may not ask this, nor whoever calls this port by a name that it does not have. Call"
          + " it by its address, without the fields Origin and Sec-Fetch-Site and without a form."),
  /** No app has the id. */
  APP_NOT_FOUND(404, "There is no app with the id \"%s\"."),
  /** Nobody serves the path. */
  NOT_FOUND(404, "There is nothing at this path."),
  /** The path has other methods. */
  METHOD_NOT_ALLOWED(405, "Use %s with this path."),
  /** The key was used for something else. */
  IDEMPOTENCY_CONFLICT(409, "This idempotency key was used for another request. Choose a new one."),
  /** The first request with the key still runs. */
  IDEMPOTENCY_IN_PROGRESS(
      409, "The first request with this key is not answered yet. Ask again in 1 s."),
  /** Over {@code limits.max_blocked_users}. */
  TOO_MANY_BLOCKS(
      409, "The app has as many blocked users as allowed: %d. Unblock some, or raise the limit."),
  /** Over {@code limits.max_revocations}. */
  TOO_MANY_REVOCATIONS(
      409,
      "The app has as many revocations as allowed: %d. Wait until some are over, or raise the"
          + " limit."),
  /** Of the operations port: a dead letter that has nowhere to go. */
  ENDPOINT_REMOVED(
      409,
      "The endpoint of this dead letter is configured no more. Configure it again to replay, or drop"
          + " it."),
  /** Over {@code limits.max_event_payload_bytes}. */
  PAYLOAD_TOO_LARGE(413, "The data content of this event has %d bytes, %d are allowed."),
  /** Over {@code limits.max_request_bytes}. */
  REQUEST_TOO_LARGE(413, "The request body is larger than the %d bytes allowed here."),
  /** Request line or query are too long. */
  REQUEST_LINE_TOO_LONG(414),
  /** The body is packed. */
  UNSUPPORTED_ENCODING(415, "Send the body as it is, without Content-Encoding."),
  /** The body is of another kind. */
  UNSUPPORTED_MEDIA_TYPE(
      415, "Send the logout token as a form: Content-Type: application/x-www-form-urlencoded."),
  /** More is expected than can be met. */
  EXPECTATION_FAILED(417, "The only expectation met is 100-continue."),
  /** Here clients open a WebSocket, and this request asks for none. */
  UPGRADE_REQUIRED(426),
  /** Another version of WebSocket. */
  WEBSOCKET_VERSION(426, "Expected Sec-WebSocket-Version: 13."),
  /** Too fast. */
  RATE_LIMITED(429),
  /** Too many header fields, or too long ones. */
  HEADERS_TOO_LARGE(431),

  /** The server failed. */
  INTERNAL_ERROR(500, "The server failed. Its log has more."),
  /** A method that means nothing here. */
  METHOD_NOT_IMPLEMENTED(501, "This server knows the methods %s."),
  /** A transfer coding that nobody here can undo. */
  TRANSFER_CODING_NOT_IMPLEMENTED(501, "The only transfer coding understood is chunked."),
  /** Want of room. */
  OVERLOADED(503),
  /** The other nodes cannot be reached. */
  CLUSTER_UNAVAILABLE(503),
  /** What has to be durable could not be kept. */
  NOT_KEPT(503),
  /** No answer in time. */
  TIMED_OUT(
      503,
      "There was no answer within %d s. What was published may still go out: repeat it with its"
          + " idempotency key."),
  /** The node goes down. */
  SHUTTING_DOWN(503, "This node is going down. Send the request again."),
  /** Another version of HTTP. */
  HTTP_VERSION(505, "This server speaks HTTP/1.1.");

  private final int status;
  private final String word = name().toLowerCase(Locale.ROOT);
  private final String sentence;

  /** The sentence says what it was this time. */
  ApiReason(int status) {
    this(status, "");
  }

  ApiReason(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** A refusal with the sentence of this reason, filled with those values. */
  @SuppressWarnings("AnnotateFormatMethod") // the values are the sentence's, which is a constant
  public ApiError error(Object... values) {
    return saying(values.length == 0 ? sentence : String.format(Locale.ROOT, sentence, values));
  }

  /** A refusal with a sentence of its own: what happened, what was expected, what to do. */
  public ApiError saying(String other) {
    return new ApiError(this, other);
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** The stable word, as it stands in answers and labels. */
  public String word() {
    return word;
  }

  /** Header fields of each refusal for this reason. */
  Map<String, String> headers() {
    return switch (this) {
      case IDEMPOTENCY_IN_PROGRESS, OVERLOADED, CLUSTER_UNAVAILABLE, NOT_KEPT, TIMED_OUT ->
          Map.of("Retry-After", "1");
      case SHUTTING_DOWN -> Map.of("Retry-After", "1", "Connection", "close");
      case UPGRADE_REQUIRED, WEBSOCKET_VERSION ->
          Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", "13");
      default -> Map.of();
    };
  }
}
