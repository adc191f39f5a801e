package io.belfry.server.refusal;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Why something was refused: a word that log and metrics share, and a sentence that says what to
 * do. Calls of the HTTP API have the words of their answers instead.
 *
 * <p>Thread: immutable.
 *
 * @see "rule USR-070"
 */
public enum Reason {
  /** The app does not sign in users. */
  SIGNIN_DISABLED("Set user_authentication.enabled, or do not call signin()."),
  /** No token was given. */
  AUTH_MISSING("The endpoint's answer has no auth. Look at what it answers."),
  /** No user data was given. */
  USER_DATA_MISSING("The endpoint's answer has no user_data. Look at what it answers."),
  /** More user data than {@code limits.max_user_data_bytes}. */
  USER_DATA_TOO_LARGE("Put less into user_info or the watchlist, or raise the limit."),
  /** The key of the token is none of the app's. */
  KEY_UNKNOWN(
      "The token names a key that this app does not have. Give the endpoint key and secret of this app."),
  /** The key of the token is switched off. */
  KEY_INACTIVE(
      "The token names a key that is switched off. Give the endpoint an active key with its secret."),
  /** The signature is another one; {@link Mistake} says which mistake it may be. */
  SIGNATURE_WRONG(""),
  /** What was signed is no JSON object. */
  USER_DATA_INVALID("user_data has to be a JSON object, as text."),
  /** The user has no id that can be taken. */
  ID_INVALID("user_data needs an id: a string that is not empty and not longer than allowed."),
  /** The connection is signed in as somebody else. */
  OTHER_USER("One Pusher object for each user: disconnect before another one signs in."),
  /** The user has as many connections as allowed. */
  TOO_MANY_CONNECTIONS(
      "The user has as many connections as limits.max_connections_per_user allows."),

  /** The app wants sign-ins to say until when they hold. */
  EXPIRY_MISSING(
      "The app has user_authentication.require_expiry: put exp, in Unix seconds, into the user data."),
  /** The sign-in holds for less than ten seconds. */
  TOKEN_EXPIRED(
      "The exp of the user data or of the JWT is over, or less than 10 s ahead. Compare the clocks of who made it and of this server."),
  /** The app takes no tokens of that kind. */
  TOKEN_NOT_ENABLED(
      "A JWT needs an issuer in user_authentication.jwt, and KEY:SIGNATURE needs user_authentication.hmac. The app has not the one that was used."),
  /** It is no JWT, or none of those that are taken. */
  TOKEN_MALFORMED(
      "The client gave no JWT that can be taken: three base64url parts within limits.max_token_bytes, typ JWT or at+jwt if any, and no crit."),
  /** It is signed by an algorithm that the issuer is not to use. */
  TOKEN_ALGORITHM(
      "The JWT is signed by an algorithm that is not among the issuer's algorithms; none and HS256 cannot be."),
  /** The issuer has no key that fits. */
  TOKEN_KEY_UNKNOWN(
      "The issuer's key set has no key that fits the JWT. Compare kid and kty; new keys are looked for once in 30 s."),
  /** It was not signed by the issuer. */
  TOKEN_SIGNATURE(
      "The issuer's key has not signed this JWT. Was it changed on the way, or made by another environment of the issuer?"),
  /** It is of none of the app's issuers. */
  TOKEN_ISSUER(
      "The iss of the JWT is none of the app's issuers. Compare it with user_authentication.jwt, to the last slash."),
  /** It is not for this server. */
  TOKEN_AUDIENCE(
      "The aud of the JWT has not the audience that is set for its issuer. Let the client ask for a token for this server."),
  /** A claim is missing, or of another form. */
  TOKEN_CLAIM(
      "The JWT lacks a claim, or has it in another form: it needs iss, aud, exp, iat and the claim with the user's id, a text."),
  /** Its time has not come. */
  TOKEN_NOT_YET(
      "The nbf or the iat of the JWT is more than 30 s ahead. Compare the clocks of the issuer and of this server."),
  /** It holds for longer than allowed. */
  TOKEN_TOO_LONG_LIVED(
      "The JWT holds for longer than the issuer's max_token_seconds. Let the issuer make shorter ones, or raise that."),
  /** The keys of the issuer cannot be had; the client comes again. */
  KEYS_UNAVAILABLE(
      "The issuer's keys cannot be had, or too many JWTs wait to be verified. The log says which; clients come again by themselves."),
  /** The application has blocked the user. */
  BLOCKED("The application has blocked this user for a time, and can lift that."),
  /** The application has revoked the login session. */
  TOKEN_REVOKED(
      "The application has revoked this login session; its revocations say when and why."),

  /** The channel's name is not one. */
  CHANNEL_NAME_INVALID("Look at the name of the channel: its length and its characters."),
  /** What was signed for the channel is no JSON object, or names no member. */
  CHANNEL_DATA_INVALID(
      "channel_data has to be a JSON object; for a presence channel with a user_id."),
  /** A user's channel is for that user alone. */
  NOT_THIS_USER("The connection is not signed in as the user of this channel."),
  /** A member without data on a connection without user. */
  MEMBER_MISSING("A presence channel needs channel_data, or a connection that is signed in."),
  /** What is said of the member is too large. */
  MEMBER_TOO_LARGE("Put less into user_info, or raise limits.max_presence_member_bytes."),
  /** The channel has as many members as it may. */
  CHANNEL_FULL("The channel has as many members as limits.max_presence_members allows."),
  /** The connection has as many subscriptions as it may. */
  TOO_MANY_SUBSCRIPTIONS(
      "The connection has as many subscriptions as allowed. Unsubscribe what is not needed."),

  /** The address connects too fast. */
  CONNECT_RATE("The address connects faster than server.connect_rate_per_address allows."),
  /** The connection of a trusted proxy does not begin with a PROXY header. */
  PROXY_HEADER(
      "server.proxy_protocol is on: each trusted proxy has to begin connections with a PROXY header."),
  /** No app has the key. */
  APP_UNKNOWN("No app has this key. Compare the page's key with the configuration."),
  /** The app is switched off. */
  APP_DISABLED("The app is switched off: enabled is false."),
  /** The app wants TLS. */
  TLS_REQUIRED(
      "The app has require_tls, and this connection is plain, or no trusted proxy says otherwise."),
  /** The page is of another origin. */
  ORIGIN_NOT_ALLOWED("Add the origin to allowed_origins, spelled with scheme and port."),
  /** The app has as many connections as it may. */
  APP_OVER_QUOTA("The app has as many connections as limits.max_connections allows."),
  /** The node has no room. */
  OVER_CAPACITY(
      "The node is full or short of memory or descriptors, /health says of what; or, in a cluster,"
          + " it has its share of what limits.max_connections of the app leaves."),
  /** The node has not yet all that it needs. */
  STARTING(
      "The node is starting: it has no apps yet, or has not yet reached the cluster's engine."
          + " Let balancers ask /readyz; earlier lines say what it cannot reach."),
  /** The node cannot reach the cluster. */
  CUT_OFF(
      "The node is cut off from the cluster's engine. Let balancers ask /readyz, and look at the"
          + " way to the engine; ./belfry config check --engine says what is wrong."),
  /** The node goes down. */
  DRAINING("The node goes down."),
  /** What came to a TLS port is no TLS. */
  TLS_NOT_SPOKEN("This port speaks TLS alone: a client uses https:// or wss:// with it."),
  /** The client wants another protocol over TLS. */
  TLS_PROTOCOL("The client offers protocols, such as h2, and http/1.1 is none of them."),
  /** No version or cipher in common. */
  TLS_NOT_AGREED("The client has no version or cipher of TLS in common with TLS 1.2 and 1.3."),
  /** The client does not believe the certificate. */
  TLS_CERTIFICATE_REFUSED(
      "The client does not trust the certificate. Look at its names, its date, and whether"
          + " cert_file has the whole chain."),
  /** The client left, or took too long. */
  TLS_UNFINISHED("The client left within the handshake, or did not end it within 10 s."),
  /** The path is not {@code /app/KEY}. */
  PATH_NOT_FOUND("A client connects to /app/KEY, below one of server.path_prefixes."),
  /** The protocol number is no number. */
  VERSION_FORMAT("The protocol parameter has to be a number."),
  /** The protocol number is not known. */
  VERSION_UNSUPPORTED("The protocols 4 to 7 are known."),
  /** The app insists on a protocol number. */
  VERSION_MISSING("The app has strict_protocol, and the client names no protocol."),

  /** The app has no client events. */
  CLIENT_EVENTS_DISABLED("Set client_events.enabled if clients may send events."),
  /** Client events are for private and presence channels. */
  CHANNEL_KIND_WRONG("Client events go to private and presence channels that are not encrypted."),
  /** The sender is not in the channel. */
  NOT_SUBSCRIBED("The sender has to be subscribed to the channel first."),
  /** The event's name is too long. */
  EVENT_NAME_TOO_LONG("The name of the event is longer than limits.max_event_name_length."),
  /** The event's data is too large. */
  EVENT_TOO_LARGE("The event is larger than limits.max_client_event_payload_bytes."),
  /** The sender is too fast. */
  RATE_LIMITED("The client sends faster than the limits allow."),

  /** The application in which the server is embedded has refused it. */
  HOOK_REFUSED("A hook of the application refused it; the client was told the hook's words."),
  /** A hook has failed, or was not there in time. */
  HOOK_UNDECIDED("A hook of the application failed or took too long. The log has more."),

  /** The message cannot be read. */
  MESSAGE_MALFORMED(
      "The client sends what the protocol does not know. Is it a client of another server?"),
  /** The server failed. */
  SERVER_FAILED("The server could not do it now. Its log has more.");

  private final String sentence;

  Reason(String sentence) {
    this.sentence = sentence;
  }

  /** The word of the reason with which a connection is turned away. */
  public static Reason of(CloseReason reason) {
    return switch (reason) {
      case APP_UNKNOWN -> APP_UNKNOWN;
      case APP_DISABLED -> APP_DISABLED;
      case TLS_REQUIRED -> TLS_REQUIRED;
      case ORIGIN_NOT_ALLOWED -> ORIGIN_NOT_ALLOWED;
      case APP_OVER_QUOTA -> APP_OVER_QUOTA;
      case PATH_NOT_FOUND -> PATH_NOT_FOUND;
      case VERSION_FORMAT -> VERSION_FORMAT;
      case VERSION_UNSUPPORTED -> VERSION_UNSUPPORTED;
      case VERSION_MISSING -> VERSION_MISSING;
      case STARTING -> STARTING;
      case CUT_OFF -> CUT_OFF;
      case GOING_DOWN, DRAINING -> DRAINING;
      case NOT_ADMITTED -> HOOK_REFUSED;
      case NOT_DECIDED -> HOOK_UNDECIDED;
      default -> OVER_CAPACITY;
    };
  }

  /**
   * All that something of that kind may be refused for; calls of the API have words of their own.
   */
  public static Set<Reason> of(RefusalKind kind) {
    return switch (kind) {
      case SIGN_IN ->
          with(EnumSet.range(SIGNIN_DISABLED, TOKEN_REVOKED), ORIGIN_NOT_ALLOWED, HOOK_REFUSED);
      case SUBSCRIPTION ->
          with(
              EnumSet.range(CHANNEL_NAME_INVALID, TOO_MANY_SUBSCRIPTIONS),
              AUTH_MISSING,
              KEY_UNKNOWN,
              KEY_INACTIVE,
              SIGNATURE_WRONG,
              ORIGIN_NOT_ALLOWED,
              HOOK_REFUSED);
      case CONNECTION ->
          with(EnumSet.range(CONNECT_RATE, VERSION_MISSING), HOOK_REFUSED, HOOK_UNDECIDED);
      case CLIENT_EVENT -> with(EnumSet.range(CLIENT_EVENTS_DISABLED, RATE_LIMITED), HOOK_REFUSED);
      case MESSAGE -> EnumSet.range(RATE_LIMITED, SERVER_FAILED);
      case API_CALL -> EnumSet.noneOf(Reason.class);
    };
  }

  private static Set<Reason> with(EnumSet<Reason> range, Reason... others) {
    range.addAll(List.of(others));
    return range;
  }

  /** The word of an answer that has none of its own: to messages that are refused as such. */
  public static Optional<Reason> of(ErrorCode code) {
    return switch (code) {
      case MALFORMED_FRAME -> Optional.of(MESSAGE_MALFORMED);
      case TOO_MANY_MESSAGES -> Optional.of(RATE_LIMITED);
      case SERVER_FAILED -> Optional.of(SERVER_FAILED);
      case SIGNIN_REFUSED,
          CLIENT_EVENT_REJECTED,
          WATCHLIST_CUT,
          SUBSCRIPTION_REJECTED,
          SUBSCRIPTION_UNAUTHORIZED ->
          Optional.empty();
    };
  }

  /** The sentence of a word; empty for one of the HTTP API, whose answer has its own. */
  static String sentence(String word) {
    for (Reason reason : values()) {
      if (reason.word().equals(word)) {
        return reason.sentence;
      }
    }
    return "";
  }

  /** As it stands in lines and labels. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
