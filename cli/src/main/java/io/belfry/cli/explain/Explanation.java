package io.belfry.cli.explain;

import io.belfry.protocol.sign.Secret;
import java.util.Optional;

/**
 * What was found out. It holds no secret, and of signatures the ends alone: whoever reads it, in a
 * chat for example, cannot sign with it.
 *
 * <p>Thread: immutable.
 *
 * @param what what it is
 * @param verdict what became of it
 * @param stringToSign the text under its signature, empty where that is a body
 * @param ends of both signatures, where they are known
 */
public record Explanation(String what, Verdict verdict, String stringToSign, Optional<Ends> ends) {
  private static final int FIRST = 8;
  private static final int LAST = 4;

  /**
   * What became of it.
   *
   * @param reason word for why it is refused, empty when it is not
   * @param mistake word for the likeliest mistake, empty for none
   * @param sentence what happened
   * @param remedy what to do, empty for nothing
   */
  public record Verdict(String reason, String mistake, String sentence, String remedy) {}

  /**
   * The ends of two signatures.
   *
   * @param expected of the right one
   * @param given of the one that came
   */
  public record Ends(String expected, String given) {
    static Ends of(Secret secret, String text, String given) {
      return new Ends(ends(secret.sign(text)), ends(given));
    }

    static String ends(String signature) {
      return signature.length() <= FIRST + LAST + 1
          ? signature
          : signature.substring(0, FIRST) + "…" + signature.substring(signature.length() - LAST);
    }
  }

  /** Whether the server would take it. */
  public boolean isRight() {
    return verdict.reason().isEmpty();
  }
}
