package io.belfry.cli.doctor;

/**
 * One thing that was looked at.
 *
 * <p>Thread: immutable.
 *
 * @param name what was looked at, a word or two
 * @param grade how it is
 * @param finding what was seen
 * @param advice what to do, empty for nothing
 */
public record Check(String name, Grade grade, String finding, String advice) {
  /** How something is. */
  public enum Grade {
    /** As it should be. */
    OK,
    /** It works, and something may bite later. */
    WARN,
    /** Clients or backends will fail. */
    FAIL,
    /** Not looked at, and why. */
    SKIP;

    /** As it is printed. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Check ok(String name, String finding) {
    return new Check(name, Grade.OK, finding, "");
  }

  static Check warn(String name, String finding, String advice) {
    return new Check(name, Grade.WARN, finding, advice);
  }

  static Check fail(String name, String finding, String advice) {
    return new Check(name, Grade.FAIL, finding, advice);
  }

  /** What was not looked at. */
  public static Check skip(String name, String why) {
    return new Check(name, Grade.SKIP, why, "");
  }
}
