package io.belfry.cli.access;

/** It is not clear which app is meant, or its secret cannot be had; the message says what to do. */
public final class NoAccess extends Exception {
  @java.io.Serial private static final long serialVersionUID = 1;

  /** For that reason. */
  public NoAccess(String sentence) {
    super(sentence);
  }
}
