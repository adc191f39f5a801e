package io.belfry.server.refusal;

/**
 * What was refused.
 *
 * <p>Thread: immutable.
 */
public enum RefusalKind {
  /** A user who wanted to sign in; counted by outcome with those who did. */
  SIGN_IN("sign-in", "sign-ins", "sign_in"),
  /** A client that wanted into a channel. */
  SUBSCRIPTION("subscription", "subscriptions", "subscription"),
  /** A client that wanted to connect, on whatever transport. */
  CONNECTION("connection", "connections", "connection"),
  /** An event of one client to the others. */
  CLIENT_EVENT("client event", "client events", "client_event"),
  /** Any other message of a client. */
  MESSAGE("message", "messages", "message"),
  /** A call of the HTTP API; counted with the API's own reasons. */
  API_CALL("API call", "API calls", "api_call");

  private final String one;
  private final String several;
  private final String word;

  RefusalKind(String one, String several, String word) {
    this.one = one;
    this.several = several;
    this.word = word;
  }

  String one() {
    return one;
  }

  String several() {
    return several;
  }

  /** As it stands in a label. */
  public String word() {
    return word;
  }
}
