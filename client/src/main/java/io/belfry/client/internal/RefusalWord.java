package io.belfry.client.internal;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The word for what a server said with a code. The protocol sends no such word, so it is that of
 * the table of codes, where the code alone or with its sentence stands for one cause.
 *
 * <p>Thread: stateless.
 *
 * @see "rule CL-035"
 */
final class RefusalWord {
  private RefusalWord() {}

  /** The word; null where the table does not tell. */
  static @Nullable String of(int code, String text) {
    // On a connection that asked for no sign-in, 4009 announces a close.
    if (code != ErrorCode.SIGNIN_REFUSED.number()) {
      ErrorCode error = ErrorCode.of(code).orElse(null);
      if (error != null) {
        return error.word();
      }
    }
    return CloseReason.of(code, text).map(CloseReason::word).orElse(null);
  }
}
