package io.belfry.server.config.file;

/**
 * One thing that is wrong with a configuration.
 *
 * <p>Thread: immutable.
 *
 * @param where line of the file, or name of the environment variable or flag
 * @param sentence what happened, what was expected, what to do; never a secret
 */
public record ConfigProblem(String where, String sentence) {
  @Override
  public String toString() {
    return where + ": " + sentence;
  }
}
