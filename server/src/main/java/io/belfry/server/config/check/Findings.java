package io.belfry.server.config.check;

/** What is found wrong, or worth knowing, of what was set. Thread: confined to its caller. */
public interface Findings {
  /**
   * Something that has to be mended.
   *
   * @param path of the setting that is to blame
   * @param sentence what happened, what was expected, what to do
   */
  void wrong(String path, String sentence);

  /**
   * The same, about a file that could not be read for now.
   *
   * @param path of the setting that names the file
   */
  default void unread(String path, String sentence) {
    wrong(path, sentence);
  }

  /** Something that an operator should know. */
  void note(String sentence);
}
