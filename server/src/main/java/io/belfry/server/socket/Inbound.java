package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.rate.RateLimiter;
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
  // An array and its place in the queue, beside what is in it.
  private static final int MESSAGE_OVERHEAD_BYTES = 40;
  private static final int ANSWER_BYTES_A_MESSAGE = 8 << 10;
  private static final long WARNING_GAP_NANOS = Duration.ofSeconds(10).toNanos();

  private final Connection connection;
  private final InputBudget.Part input;
  private @Nullable RateLimiter pace;
  private @Nullable ArrayDeque<byte[]> held;
  private InputBudget.@Nullable Holding holding;
  private long waitingBytes;
  private long unfinishedBytes;
  private long begunAt;
  private long wholeBy;
  private long pausedAt;
  private boolean isAwaiting;
  private boolean isOverPace;
  private boolean wasWarned;
  private long warnedAt;

  Inbound(Connection connection, InputBudget.Part input) {
    this.connection = connection;
    this.input = input;
  }

  /** Whether messages are held back until the pace allows them. */
  boolean isOverPace() {
    return isOverPace;
  }

  /** Whether later messages have to wait, and the socket is not read. */
  boolean isPaused() {
    return isAwaiting || isOverPace;
  }

  /** So many bytes are kept of what has begun then and has to be whole in time; 0 for nothing. */
  void unfinished(long bytes, long sinceNanos) {
    if (unfinishedBytes == 0 || sinceNanos != begunAt) {
      long seconds = connection.app().limits().of(Limit.MESSAGE_TIMEOUT_SECONDS);
      begunAt = sinceNanos;
      wholeBy = sinceNanos + Duration.ofSeconds(seconds).toNanos();
    }
    unfinishedBytes = bytes;
    charge();
  }

  /** Does what has become due. */
  void tick(long nowNanos) {
    resume();
    if (unfinishedBytes > 0 && !isOverPace && nowNanos - wholeBy >= 0) {
      end(Limit.MESSAGE_TIMEOUT_SECONDS.key());
    }
  }

  /** The earlier of that time and the one at which something that has begun is late. */
  long dueBefore(long nanoTime) {
    return unfinishedBytes > 0 && wholeBy - nanoTime < 0 ? wholeBy : nanoTime;
  }

  void receive(byte[] utf8) {
    if (isPaused() || !takesMessage()) {
      if (!isPaused()) {
        overPace();
      }
      hold(utf8);
    } else {
      connection.handle(utf8);
    }
  }

  /** A frame that is no message and counts like one. */
  void countFrame() {
    if (!isOverPace && !takesMessage()) {
      overPace();
    }
  }

  /** A large answer counts like so many messages: few bytes must not fetch many at any pace. */
  void countAnswer(int bytes) {
    if (pace != null && bytes >= ANSWER_BYTES_A_MESSAGE) {
      pace.owe(bytes / ANSWER_BYTES_A_MESSAGE);
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
  private void resume() {
    if (isOverPace && takesMessage()) {
      isOverPace = false;
      // A client that is not read cannot go on with what it has begun.
      wholeBy += connection.nanoTime().getAsLong() - pausedAt;
      if (held != null && !held.isEmpty()) {
        handleNext(held);
      }
      goOn();
    }
  }

  void discard() {
    held = null;
    waitingBytes = 0;
    unfinishedBytes = 0;
    charge();
  }

  private void handleNext(ArrayDeque<byte[]> from) {
    byte[] next = from.remove();
    waitingBytes -= MESSAGE_OVERHEAD_BYTES + next.length;
    charge();
    connection.handle(next);
  }

  private void end(String bound) {
    connection.countRefusal(bound);
    connection.close(CloseReason.OVER_CAPACITY);
  }

  private void charge() {
    long bytes = waitingBytes + unfinishedBytes;
    if (holding == null && bytes > 0) {
      holding = input.holding(() -> end("server.max_input_bytes"));
    }
    if (holding != null) {
      holding.set(bytes);
    }
  }

  private void goOn() {
    while (held != null && !isAwaiting && !isOverPace) {
      if (held.isEmpty()) {
        held = null;
      } else if (takesMessage()) {
        handleNext(held);
      } else {
        overPace();
      }
    }
    if (!isPaused()) {
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
      limiter = RateLimiter.of(limits, Limit.MESSAGES_PER_SECOND, connection.nanoTime());
      pace = limiter;
    }
    return limiter.tryTake();
  }

  private void overPace() {
    isOverPace = true;
    connection.reading(Wire.Reading.PAUSED);
    connection.countRefusal(Limit.MESSAGES_PER_SECOND.key());
    long now = connection.nanoTime().getAsLong();
    pausedAt = now;
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
    waitingBytes += MESSAGE_OVERHEAD_BYTES + utf8.length;
    charge();
    // Only who sends on while an answer is awaited is read no further; most wait for it themselves.
    connection.reading(Wire.Reading.PAUSED);
  }
}
