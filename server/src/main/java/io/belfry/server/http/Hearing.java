package io.belfry.server.http;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What the head of a request has come to. Only who has proved to be a caller may send a body that
 * is kept, or a short one whose text is the proof.
 *
 * @see "rules HTTP-030, HTTP-205, LIM-018"
 */
public sealed interface Hearing {
  /** How long an answer may take. */
  Duration LONGEST = Duration.ofSeconds(10);

  /** What is answered in place of an answer that took longer; what still comes is dropped. */
  default Response late() {
    return ApiReason.TIMED_OUT.error(LONGEST.toSeconds()).toResponse();
  }

  /**
   * The answer, whatever would still come: nothing of a body is wanted.
   *
   * @param answer never fails
   */
  record Settled(CompletionStage<Response> answer) implements Hearing {}

  /** The answer depends on the body. */
  non-sealed interface Continued extends Hearing {
    /** Bytes that the body may have. */
    long maxBodyBytes();

    /** Whether the head has proved who sends it; a stranger's body is the first to be dropped. */
    default boolean isProven() {
      return true;
    }

    /** Answers when the body is there; never fails. The array must not be written to. */
    CompletionStage<Response> answer(byte[] body);

    /** The answer to a body that has more bytes than it may. */
    Response tooLarge();
  }
}
