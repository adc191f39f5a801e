package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.Loop;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hooks whether somebody may connect, and lets the socket wait where they take their time.
 * At most so many wait; the next ones are told to come back.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule WS-117"
 */
final class AdmissionHooks {
  private static final int MOST_WAITING = 10_000;

  private final HookCalls hooks;
  private final AtomicInteger waiting = new AtomicInteger();

  AdmissionHooks(HookCalls hooks) {
    this.hooks = hooks;
  }

  /** Whether nobody wants to be asked. */
  boolean areNone() {
    return hooks.areNone();
  }

  /**
   * The verdict on somebody who has a place already; it is given back with a rejection.
   *
   * @param loop of the socket, on which it is decided
   * @param afterWait looks once more at what may have changed while it waited
   */
  Admission ask(
      Admission.Admitted admitted,
      HandshakeRequest request,
      Loop loop,
      UnaryOperator<Admission> afterWait) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      admitted.release();
      return new Admission.Rejected(CloseReason.OVER_CAPACITY);
    }
    CompletableFuture<Permission> decision =
        hooks.connecting(facts(admitted, request), loop::execute).toCompletableFuture();
    if (decision.isDone()) {
      waiting.decrementAndGet();
      Admission verdict = verdict(admitted, decision.handle((there, failure) -> there).join());
      if (verdict instanceof Admission.Rejected) {
        admitted.release();
      }
      return verdict;
    }
    Undecided undecided = new Undecided(admitted, waiting::decrementAndGet);
    decision.whenComplete(
        (there, failure) -> undecided.decide(held -> afterWait.apply(verdict(held, there))));
    loop.after(hooks.time(), () -> undecided.decide(held -> afterWait.apply(verdict(held, null))));
    return undecided;
  }

  /** What a decision means; null for one that failed, or is not there in time. */
  private static Admission verdict(Admission.Admitted admitted, @Nullable Permission decision) {
    return switch (decision) {
      case null -> new Admission.Rejected(CloseReason.NOT_DECIDED);
      case Permission.Allowed allowed -> admitted;
      case Permission.Refused refused ->
          new Admission.Rejected(CloseReason.NOT_ADMITTED, refused.words());
    };
  }

  private static Connecting facts(Admission.Admitted admitted, HandshakeRequest request) {
    return new Connecting(
        admitted.app().id(),
        admitted.socketId(),
        request.transport(),
        request.query(),
        request.from());
  }
}
