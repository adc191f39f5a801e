package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.app.RateLimiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way in: one at a time, in order, at the pace allowed. What has to wait is kept
 * here and the socket is not read meanwhile, so at most one read's worth of messages piles up;
 * nothing is dropped.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules WS-013, THR-37"
 */
final class Inbound {
  private static final long WARNING_GAP_NANOS = Duration.ofSeconds(10).toNanos();

  private final Connection connection;
  private @Nullable RateLimiter pace;
  private @Nullable ArrayDeque<byte[]> held;
  private boolean isAwaiting;
  private boolean isOverPace;
  private boolean wasWarned;
  private long warnedAt;

  Inbound(Connection connection) {
    this.connection = connection;
  }

  /** Whether messages are held back until the pace allows them. */
  boolean isOverPace() {
    return isOverPace;
  }

  void receive(byte[] utf8) {
    if (isAwaiting || isOverPace || !takesMessage()) {
      if (!isAwaiting && !isOverPace) {
        overPace();
      }
      hold(utf8);
    } else {
      connection.handle(utf8);
    }
  }

  void countControlFrame() {
    if (!isOverPace && !takesMessage()) {
      overPace();
    }
  }

  /** Holds back later messages until the stage is complete and its outcome was handled. */
  <A> void await(CompletionStage<A> stage, BiConsumer<A, @Nullable Throwable> outcome) {
    CompletableFuture<A> answer = stage.toCompletableFuture();
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      outcome.accept(answer.join(), null);
      return;
    }
    isAwaiting = true;
    answer.whenComplete(
        (value, failure) -> {
          isAwaiting = false;
          outcome.accept(value, failure);
          goOn();
        });
  }

  /** Lets held messages go as far as the pace allows. */
  void resume() {
    if (isOverPace && takesMessage()) {
      isOverPace = false;
      byte[] first = held == null ? null : held.poll();
      if (first != null) {
        connection.handle(first);
      }
      goOn();
    }
  }

  void discard() {
    held = null;
  }

  private void goOn() {
    while (held != null && !isAwaiting && !isOverPace) {
      if (held.isEmpty()) {
        held = null;
      } else if (takesMessage()) {
        connection.handle(held.remove());
      } else {
        overPace();
      }
    }
    if (!isAwaiting && !isOverPace) {
      connection.reading(Wire.Reading.FLOWING);
    }
  }

  private boolean takesMessage() {
    Limits limits = connection.app().limits();
    long perSecond = limits.of(Limit.MESSAGES_PER_SECOND);
    if (perSecond < 0) {
      // Without a limit there is nothing to remember.
      pace = null;
      return true;
    }
    RateLimiter limiter = pace;
    if (limiter == null || !limiter.hasPace(perSecond)) {
      limiter = limits.rate(Limit.MESSAGES_PER_SECOND, connection.nanoTime());
      pace = limiter;
    }
    return limiter.tryTake();
  }

  private void overPace() {
    isOverPace = true;
    connection.reading(Wire.Reading.PAUSED);
    connection.countRefusal(Limit.MESSAGES_PER_SECOND);
    long now = connection.nanoTime().getAsLong();
    connection.dueSoon(now);
    if (!wasWarned || now - warnedAt >= WARNING_GAP_NANOS) {
      wasWarned = true;
      warnedAt = now;
      connection.refuse(
          ErrorCode.TOO_MANY_MESSAGES,
          "Too many messages on this connection. Later ones are read more slowly; none is dropped.");
    }
  }

  private void hold(byte[] utf8) {
    if (held == null) {
      held = new ArrayDeque<>();
    }
    held.add(utf8);
    // Only who sends on while an answer is awaited is read no further; most wait for it themselves.
    connection.reading(Wire.Reading.PAUSED);
  }
}
