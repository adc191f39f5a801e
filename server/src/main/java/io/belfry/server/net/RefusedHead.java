package io.belfry.server.net;

import java.io.Serial;

/**
 * Ends the reading of a head that may not be, on its way through Netty's decoder. Strangers cause
 * it, so it carries no stack trace.
 *
 * <p>Thread: immutable.
 */
final class RefusedHead extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised
  private final HeadRules.Violation violation;

  RefusedHead(HeadRules.Violation violation) {
    super(violation.sentence());
    this.violation = violation;
  }

  HeadRules.Violation violation() {
    return violation;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
