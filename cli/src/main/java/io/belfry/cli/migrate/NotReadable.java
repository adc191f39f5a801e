package io.belfry.cli.migrate;

import java.io.Serial;

/**
 * A file that is not what it was said to be, or that is beyond what is read; the message says what
 * was expected.
 */
public final class NotReadable extends Exception {
  @Serial private static final long serialVersionUID = 1;

  NotReadable(String sentence) {
    super(sentence);
  }
}
