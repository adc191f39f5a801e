package io.belfry.server.fallback;

/**
 * A request of the fallback transports, as far as its head tells what it is.
 *
 * <p>Thread: thread-safe.
 */
public interface FallbackCall {
  /** Bytes that its body may have, 0 when none belongs to it. */
  long maxBodyBytes();

  /** Answers it, sooner or later. */
  void answer(Exchange whole);
}
