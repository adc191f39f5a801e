package io.belfry.cli.apps;

import java.io.Serial;

/** Why apps stay as they were; the message says what to do. */
public final class NotChanged extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public NotChanged(String sentence) {
    super(sentence);
  }
}
