package io.belfry.rest.internal;

import java.util.Optional;

/**
 * What the server answered.
 *
 * @param status HTTP status
 * @param retryAfter the field of that name as it came
 * @param body at most {@link #maxBytes} of it; nobody may change it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record WireAnswer(int status, Optional<String> retryAfter, byte[] body) {
  /** The status of a call that succeeded. */
  public static final int SUCCESS = 200;

  /** How much of an error is kept, in bytes. */
  public static final int MAX_ERROR_BYTES = 64 << 10;

  private static final int MAX_RESULT_BYTES = 32 << 20;

  /** How much is kept of the body of an answer with that status. */
  static int maxBytes(int status) {
    return status == SUCCESS ? MAX_RESULT_BYTES : MAX_ERROR_BYTES;
  }
}
