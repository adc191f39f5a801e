package io.belfry.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What came is not of the type that it was asked for as. Its message has nothing of what came; that
 * of the cause is the mapper's.
 *
 * <p>Thread: immutable.
 */
public final class PayloadException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A failure in words with its cause. */
  public PayloadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
