package io.belfry.protocol.json;

import java.io.Serial;

/**
 * A text that is not the JSON we accept. Carries no stack trace, since anybody may send one.
 *
 * <p>Thread: immutable.
 */
public final class MalformedJson extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A refusal with what was wrong, in words for the sender. */
  public MalformedJson(String hint) {
    super(hint, null, false, false);
  }

  /** What was wrong. */
  public String hint() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
