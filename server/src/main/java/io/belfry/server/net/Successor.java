package io.belfry.server.net;

/**
 * Who serves newcomers when this process goes down.
 *
 * <p>Thread: immutable.
 */
public enum Successor {
  /** Another process, which listens on the same port already. */
  PROCESS("another process serves the port by now"),
  /** Whoever is started next: the socket is the supervisor's, and newcomers wait in its queue. */
  SUPERVISOR("newcomers wait at the supervisor's socket"),
  /** Nobody. */
  NONE("nobody serves the port after this process");

  private final String sentence;

  Successor(String sentence) {
    this.sentence = sentence;
  }

  /** What it means, for the log. */
  public String sentence() {
    return sentence;
  }
}
