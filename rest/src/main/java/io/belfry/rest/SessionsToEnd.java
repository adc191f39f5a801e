package io.belfry.rest;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.json.Json;

/**
 * Which sessions of a user end, and what their clients are told.
 *
 * <p>Thread: immutable.
 */
public final class SessionsToEnd {
  private final String selector;
  private final String value;
  private final String reason;
  private final boolean comesBack;

  private SessionsToEnd(String selector, String value, String reason, boolean comesBack) {
    this.selector = selector;
    this.value = value;
    this.reason = reason;
    this.comesBack = comesBack;
  }

  private static SessionsToEnd of(String selector, String value) {
    return new SessionsToEnd(selector, value, "", false);
  }

  /** All of them. */
  public static SessionsToEnd all() {
    return of("all", "");
  }

  /**
   * The one on that connection.
   *
   * @throws IllegalArgumentException if it is no socket id
   */
  public static SessionsToEnd onSocket(String socketId) {
    return of("socket_id", new SocketId(socketId).text());
  }

  /**
   * All but the one on that connection.
   *
   * @throws IllegalArgumentException if it is no socket id
   */
  public static SessionsToEnd exceptSocket(String socketId) {
    return of("except_socket_id", new SocketId(socketId).text());
  }

  /**
   * Those of one login session of the application's: the tabs of one browser.
   *
   * @param session as it was signed, 1 to 128 characters
   * @throws IllegalArgumentException if it is anything else
   */
  public static SessionsToEnd ofSession(String session) {
    return of("session", Checked.session(session));
  }

  /**
   * All but those of one login session; those that name none end as well.
   *
   * @param session as it was signed, 1 to 128 characters
   * @throws IllegalArgumentException if it is anything else
   */
  public static SessionsToEnd exceptSession(String session) {
    return of("except_session", Checked.session(session));
  }

  /**
   * The same, and the clients are told why, instead of a sentence of the protocol.
   *
   * @param newReason 1 to 100 bytes of UTF-8, no control characters
   * @throws IllegalArgumentException if it is anything else
   */
  public SessionsToEnd withReason(String newReason) {
    return new SessionsToEnd(selector, value, Checked.reason(newReason), comesBack);
  }

  /** The same, and the clients are told to come back at once and sign in anew. */
  public SessionsToEnd thatComeBack() {
    return new SessionsToEnd(selector, value, reason, true);
  }

  String toJson() {
    return Json.objectText(
        json -> {
          if (value.isEmpty()) {
            json.writeBooleanProperty(selector, true);
          } else {
            json.writeStringProperty(selector, value);
          }
          if (!reason.isEmpty()) {
            json.writeStringProperty("reason", reason);
          }
          if (comesBack) {
            json.writeBooleanProperty("reconnect", true);
          }
        });
  }

  @Override
  public String toString() {
    return "SessionsToEnd" + toJson();
  }
}
