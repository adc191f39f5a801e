package io.belfry.cli.load;

import java.io.Serial;

/**
 * A load test could not begin; the message says why and what to do.
 *
 * <p>Thread: immutable.
 */
public final class LoadFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  LoadFailure(String sentence) {
    super(sentence);
  }
}
