package io.belfry.client.internal;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A proxy did not connect to the server.
 *
 * <p>Thread: immutable.
 */
public final class ProxyRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** A refusal, with its reason as the end of a sentence. */
  public ProxyRefusal(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
