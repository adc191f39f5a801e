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

  /** Something that an operator should know. */
  void note(String sentence);
}
