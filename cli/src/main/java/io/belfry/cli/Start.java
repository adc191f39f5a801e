package io.belfry.cli;

import java.io.IOException;

/**
 * A server to start, with all that was asked on the command line.
 *
 * <p>Thread: immutable.
 */
sealed interface Start permits Serve, Dev {
  /**
   * Starts it and returns when it ends.
   *
   * @return the exit code of the process
   * @throws IOException with a sentence that says why it cannot be started and what to do
   */
  int run(Console console) throws IOException;
}
