package io.belfry.cli.demo;

import java.util.Arrays;
import java.util.Optional;

/**
 * What {@code /pusher/user-auth} does wrong on request, so that each refusal can be seen.
 *
 * <p>Thread: immutable.
 */
enum Fault {
  /** Nothing is wrong. */
  NONE(""),
  /** Signed with another app's secret. */
  WRONG_SECRET("wrong-secret"),
  /** Signed for another connection. */
  OTHER_SOCKET("other-socket"),
  /** Another user in the answer than in the signature. */
  CHANGED_USER("changed-user"),
  /** Status 403. */
  FORBIDDEN("403"),
  /** Status 500. */
  BROKEN("500"),
  /** Status 200 with a body that is no JSON. */
  GARBAGE("garbage");

  private final String word;

  Fault(String word) {
    this.word = word;
  }

  /** The fault of that name; empty if there is none of it. */
  static Optional<Fault> of(String word) {
    return Arrays.stream(values()).filter(fault -> fault.word.equals(word)).findFirst();
  }
}
