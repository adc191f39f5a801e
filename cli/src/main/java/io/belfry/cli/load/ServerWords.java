package io.belfry.cli.load;

/**
 * What a server or the network says, made fit to be printed: a stranger's text must not steer the
 * terminal or fill the screen.
 *
 * <p>Thread: stateless.
 */
final class ServerWords {
  private static final int MAX_LENGTH = 120;

  private ServerWords() {}

  static String of(String text) {
    String plain = text.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", " ").strip();
    return plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH) + "…";
  }

  /** The reason of a failure, without the address that who reads it knows. */
  static String of(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return of(
        text.replaceFirst("^\\S+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ", "")
            .replaceFirst(": \\S*/\\S+:\\d+$", ""));
  }
}
