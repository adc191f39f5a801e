package io.belfry.docs;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.server.app.Limit;
import io.belfry.server.config.file.ConfigReference;

/**
 * The page of limits and codes. A constant that is added to the code does not compile here before
 * it is explained.
 *
 * <p>Thread: stateless.
 */
final class LimitsAndErrors {
  private static final String HEAD =
      """
      # Limits and errors

      Generated from the code. Reasons of the HTTP API stand in [http-api.md](http-api.md#reasons).

      ## Limits

      Each can be set for all apps under `limits` and for one app under `apps[].limits`. Sizes are bytes of UTF-8, lengths
      are Unicode code points, and exactly the limit is allowed. In counts and rates −1 means no limit. What is marked
      *Planned* belongs to a feature that this version does not have: it is accepted and has no effect.

      | Setting below `limits` | Default | Counts | What it bounds |
      |---|---|---|---|
      """;
  private static final String CLOSES =
      """

      ## Close codes

      The connection ends with one of these. Codes from 4000 come twice: first as `pusher:error`, then in the close frame.
      The word goes over no wire: it is what `reason()` of the [Java client](java-client.md#failures-and-payloads-as-objects) has.

      | Code | Word | Sentence | Why | What clients do |
      |---|---|---|---|---|
      """;
  private static final String ERRORS =
      """

      ## Error codes

      These come as `pusher:error` and the connection stays open. The message says more.

      | Code | Word | What happened | The same again |
      |---|---|---|---|
      """;

  private LimitsAndErrors() {}

  static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Limit limit : Limit.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(limit.key(), shown(limit), unit(limit), sentence(limit)));
    }
    page.append(CLOSES);
    for (CloseReason reason : CloseReason.values()) {
      page.append(
          "| %d | `%s` | %s | %s | %s |\n"
              .formatted(
                  reason.code(), reason.word(), reason.sentence(), why(reason), reaction(reason)));
    }
    page.append(ERRORS);
    for (ErrorCode code : ErrorCode.values()) {
      page.append(
          "| %d | `%s` | %s | %s |\n"
              .formatted(code.number(), code.word(), what(code), again(code)));
    }
    return page.toString();
  }

  private static String shown(Limit limit) {
    return limit.defaultValue() < 0
        ? "none"
        : "%,d".formatted(limit.defaultValue()).replace(',', ' ');
  }

  private static String unit(Limit limit) {
    return switch (limit.unit()) {
      case BYTES -> "bytes";
      case CHARACTERS -> "code points";
      case COUNT -> "";
      case PER_SECOND -> "a second";
      case SECONDS -> "seconds";
    };
  }

  private static String sentence(Limit limit) {
    String row = "| `limits." + limit.key() + "` |";
    boolean isPlanned =
        ConfigReference.markdown()
            .lines()
            .anyMatch(line -> line.startsWith(row) && line.contains("*Planned.*"));
    return (isPlanned ? "*Planned.* " : "") + limit.sentence();
  }

  private static String why(CloseReason reason) {
    return switch (reason) {
      case NORMAL -> "the client closed first";
      case PROTOCOL_ERROR -> "the framing broke the WebSocket standard";
      case INVALID_UTF8 -> "text that is not UTF-8";
      case INVALID_DEFLATE -> "a compressed message that is not deflated as RFC 7692 has it";
      case MESSAGE_TOO_BIG ->
          "a message over `max_client_message_bytes`, or more than 4096 fragments";
      case INTERNAL_ERROR -> "a fault of the server; its log has more";
      case TLS_REQUIRED -> "the app has `require_tls`";
      case APP_UNKNOWN -> "no app has this key, or the key is not active";
      case APP_DISABLED -> "the app has `enabled: false`";
      case APP_OVER_QUOTA -> "the app has `max_connections` connections";
      case PATH_NOT_FOUND -> "the path is not `/app/KEY`";
      case VERSION_FORMAT -> "`protocol` is no whole number";
      case VERSION_UNSUPPORTED -> "`protocol` is not 4, 5, 6 or 7";
      case VERSION_MISSING -> "no `protocol`, and the app has `strict_protocol`";
      case ORIGIN_NOT_ALLOWED ->
          "the page's origin is not in `allowed_origins`, nor the address asked for";
      case NOT_ADMITTED ->
          "a hook of the application in which the server runs refused it, in words of its own";
      case NOT_AUTHORIZED_IN_TIME ->
          "the app has `authorized_connections`, and nothing was proved in time";
      case TERMINATED -> "your backend terminated the user, or this session";
      case TERMINATED_TO_RECONNECT -> "your backend ended this session, and wants it back";
      case BLOCKED -> "your backend has blocked the user, in words of its own or in these";
      case TOKEN_EXPIRED -> "the sign-in is over, and the app has `on_expiry: close`";
      case TOKEN_EXPIRED_TO_RECONNECT -> "the sign-in is over; sign in anew";
      case OVER_CAPACITY ->
          "the node is full or short of memory, or the client reads too slowly or makes too many mistakes";
      case STARTING -> "the node has no apps yet, or has not yet reached its cluster";
      case KEYS_UNAVAILABLE -> "a JWT cannot be checked yet: its issuer's keys cannot be had";
      case CUT_OFF -> "the node cannot reach its cluster; others may";
      case GOING_DOWN -> "the node goes down, and nobody is in its place yet";
      case NOT_DECIDED -> "a hook of that application failed, or took more than 5 s";
      case DRAINING -> "the node goes down, and another takes its place";
      case PONG_NOT_RECEIVED -> "the client was silent too long";
    };
  }

  private static String reaction(CloseReason reason) {
    return switch (reason.code() / 100) {
      case 40 -> "stop";
      case 41 -> "come back after a second";
      case 42 -> "come back at once";
      default -> reason == CloseReason.NORMAL ? "" : "come back after a second";
    };
  }

  private static String what(ErrorCode code) {
    return switch (code) {
      case SIGNIN_REFUSED -> "A sign-in was refused. Nobody is signed in who was not before.";
      case CLIENT_EVENT_REJECTED ->
          "A client event was not passed on: its name, size, rate or channel, or the app has them off.";
      case WATCHLIST_CUT ->
          "A watchlist was cut to `max_watchlist_size`; the sign-in stands, and the message has the ids that count.";
      case MALFORMED_FRAME ->
          "A message was no JSON object with an event, was binary, or had a name that is not known. More than 20 in ten seconds close with 4100.";
      case SUBSCRIPTION_REJECTED ->
          "A subscription was refused for its name, a limit or its channel data, or because the channel has as many members as it may have. Counts with 4303.";
      case SUBSCRIPTION_UNAUTHORIZED ->
          "A subscription had no token or a wrong one. With refused sign-ins, more than 100 in ten seconds close with 4100.";
      case TOO_MANY_MESSAGES ->
          "The client sends more than `messages_per_second`. It is read more slowly; nothing is dropped.";
      case SERVER_FAILED ->
          "The server could not do it: too much is undelivered, or a fault of its own.";
    };
  }

  private static String again(ErrorCode code) {
    return switch (code.retry()) {
      case AFTER_CHANGE -> "fails again";
      case LATER -> "may succeed later";
    };
  }
}
