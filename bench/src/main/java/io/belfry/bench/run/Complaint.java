package io.belfry.bench.run;

/**
 * Something that the person at the keyboard has to mend; the message says what and how.
 *
 * <p>Thread: immutable.
 */
public final class Complaint extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Complaint(String message) {
    super(message);
  }

  public Complaint(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
