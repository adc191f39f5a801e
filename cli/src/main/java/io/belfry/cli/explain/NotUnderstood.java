package io.belfry.cli.explain;

/** What was pasted is nothing that can be judged; the message says what was expected. */
public final class NotUnderstood extends Exception {
  @java.io.Serial private static final long serialVersionUID = 1;

  /** For that reason. */
  public NotUnderstood(String sentence) {
    super(sentence);
  }
}
