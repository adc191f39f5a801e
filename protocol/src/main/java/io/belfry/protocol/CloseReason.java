package io.belfry.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * Why the server ends a connection: the close code with its sentence. A code from 4000 is announced
 * by a {@code pusher:error} of the same code. 4000–4099 stop a client for good, 4100–4199 let it
 * come back after a second, 4200–4299 at once.
 *
 * <p>Thread: immutable.
 *
 * @see "rules WS-021, WS-022, LIM-031"
 */
public enum CloseReason {
  /** Answer to a client's own close. */
  NORMAL(1000, ""),
  /** Broken WebSocket framing. */
  PROTOCOL_ERROR(1002, "Protocol error"),
  /** Text that is not UTF-8. */
  INVALID_UTF8(1007, "Invalid UTF-8"),
  /** A compressed message that cannot be inflated. */
  INVALID_DEFLATE(1007, "Invalid compressed data"),
  /** A message over the limit. */
  MESSAGE_TOO_BIG(1009, "Message too big"),
  /** A fault of the server. */
  INTERNAL_ERROR(1011, "Internal error"),
  /** Plain socket where TLS is required. */
  TLS_REQUIRED(4000, "Application only accepts SSL connections, reconnect using wss://"),
  /** Unknown or revoked app key. */
  APP_UNKNOWN(4001, "Application does not exist"),
  /** The app is switched off. */
  APP_DISABLED(4003, "Application disabled"),
  /** The app has as many connections as it may. */
  APP_OVER_QUOTA(4004, "Application is over connection quota"),
  /** Upgrade on a path that is not {@code /app/KEY}. */
  PATH_NOT_FOUND(4005, "Path not found"),
  /** The protocol number is no integer. */
  VERSION_FORMAT(4006, "Invalid version string format"),
  /** The protocol number is not one of 4–7. */
  VERSION_UNSUPPORTED(4007, "Unsupported protocol version"),
  /** No protocol number although the app insists on one. */
  VERSION_MISSING(4008, "No protocol version supplied"),
  /** A browser page of another origin than the app allows. */
  ORIGIN_NOT_ALLOWED(4009, "Origin not allowed"),
  /** The application in which the server runs refused the connection; it has its own words. */
  NOT_ADMITTED(4009, "Connection refused by the application"),
  /** Neither signed in nor authorised for a channel in time. */
  NOT_AUTHORIZED_IN_TIME(4009, "Connection not authorized within timeout"),
  /** The application ended the connections of this user. */
  TERMINATED(4009, "You were disconnected by the application"),
  /** The application ended a session of this user, who is to come back. */
  TERMINATED_TO_RECONNECT(4200, "You were disconnected by the application"),
  /** The application has blocked this user. */
  BLOCKED(4009, "User is blocked"),
  /** The sign-in has expired. */
  TOKEN_EXPIRED(4009, "Token expired"),
  /** The sign-in has expired, and the client is to come back and sign in again. */
  TOKEN_EXPIRED_TO_RECONNECT(4200, "Token expired"),
  /** The node is full, or this connection reads too slowly or errs too much. */
  OVER_CAPACITY(4100, "Over capacity"),
  /** The node has not yet all that it needs. */
  STARTING(4100, "Starting, come back in a second"),
  /** A sign-in needs keys of an identity provider that cannot be had. */
  KEYS_UNAVAILABLE(4100, "Keys of the identity provider unavailable, come back in a second"),
  /** The node cannot reach the cluster that it is one of. */
  CUT_OFF(4100, "Cut off from the cluster, come back in a second"),
  /** The node is going down, and nobody is in its place yet. */
  GOING_DOWN(4100, "Going down, come back in a second"),
  /** The application did not decide in time whether the connection may be. */
  NOT_DECIDED(4100, "Admission could not be decided, come back in a second"),
  /** The node is going down, and others are there. */
  DRAINING(4200, "Generic reconnect immediately"),
  /** The client has gone silent. */
  PONG_NOT_RECEIVED(4201, "Pong reply not received");

  private static final int FIRST_PROTOCOL_CODE = 4000;

  private final int code;
  private final String sentence;

  CloseReason(int code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** The code in the close frame. */
  public int code() {
    return code;
  }

  /** The reason in the close frame, at most 123 bytes. */
  public String sentence() {
    return sentence;
  }

  /** Short name for programs, such as {@code app_unknown}; it is on no wire. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What a server meant that closed with this code and sentence. Empty for codes that are not here,
   * and where several share a code and the sentence is that of none of them.
   */
  public static Optional<CloseReason> of(int code, String sentence) {
    CloseReason only = null;
    int sharing = 0;
    for (CloseReason reason : values()) {
      if (reason.code == code && reason.sentence.equals(sentence)) {
        return Optional.of(reason);
      }
      if (reason.code == code) {
        only = reason;
        sharing++;
      }
    }
    return sharing == 1 ? Optional.ofNullable(only) : Optional.empty();
  }

  /** Whether a {@code pusher:error} with the same code goes before the close frame. */
  public boolean isAnnounced() {
    return code >= FIRST_PROTOCOL_CODE;
  }
}
