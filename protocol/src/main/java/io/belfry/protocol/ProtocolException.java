package io.belfry.protocol;

import java.io.Serial;

/**
 * A text from outside that a reader refuses, with the code that its sender is to be told. It
 * carries no stack trace: it is an answer, not a fault, and hostile clients must not make it
 * costly.
 *
 * <p>Thread: immutable.
 */
public final class ProtocolException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * A refusal.
   *
   * @param code what the sender is told
   * @param hint what happened and what was expected; never a secret
   */
  public ProtocolException(ErrorCode code, String hint) {
    super(hint, null, false, false);
    this.code = code;
  }

  /** What the sender is told. */
  public ErrorCode code() {
    return code;
  }

  /** What happened and what was expected. */
  public String hint() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
