package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.delivery.Receiver;
import io.belfry.server.rate.RateLimiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way in: one at a time, in order, at the pace allowed. What has to wait is kept
 * here and the socket is not read meanwhile, so at most one read's worth of messages piles up;
 * nothing is dropped. An answer that does not come in time is not waited for any longer.
 *
 * <p>Thread: confined to the event loop of the taker.
 *
 * @see "rules WS-013, THR-37"
 */
final class Inbound {
  // An array and its place in the queue, beside what is in it.
  private static final int MESSAGE_OVERHEAD_BYTES = 40;
  private static final int ANSWER_BYTES_A_MESSAGE = 8 << 10;
  private static final long WARNING_GAP_NANOS = Duration.ofSeconds(10).toNanos();

  private final Taker taker;
  private final Peer peer;
  private final LoopParts parts;
  private @Nullable RateLimiter pace;
  private @Nullable ArrayDeque<byte[]> held;
  private InputBudget.@Nullable Holding holding;
  private long waitingBytes;
  private long unfinishedBytes;
  private long begunAt;
  private long wholeBy;
  private long pausedAt;
  private @Nullable Awaited awaited;
  private boolean isOverPace;
  private boolean wasWarned;
  private long warnedAt;

  /** The connection, as its messages see it. */
  interface Taker extends Receiver {
    /** The app, as it is set now. */
    App app();

    /** Takes up a message, with the app of this moment. */
    void handle(App app, byte[] utf8);

    /** Stops or goes on to read from the socket. */
    void reading(Wire.Intake reading);

    /** Asks for a look from that time on. */
    void dueBy(long nanoTime);

    /** Ends the taker. */
    void close(CloseReason reason);

    /** The same, and tells the client that sentence, at most 123 bytes. */
    void close(CloseReason reason, String sentence);
  }

  /** An answer that later messages wait for. */
  private static final class Awaited {
    private final long until;
    private final Runnable giveBack;

    /**
     * An answer.
     *
     * @param until the latest time at which it may come
     * @param giveBack what is done when it does not come
     */
    Awaited(long until, Runnable giveBack) {
      this.until = until;
      this.giveBack = giveBack;
    }
  }

  Inbound(Taker taker, Peer peer, LoopParts parts) {
    this.taker = taker;
    this.peer = peer;
    this.parts = parts;
  }

  /** Whether messages are held back until the pace allows them. */
  boolean isOverPace() {
    return isOverPace;
  }

  /** Whether later messages have to wait, and the socket is not read. */
  boolean isPaused() {
    return awaited != null || isOverPace;
  }

  /** So many bytes are kept of what has begun then and has to be whole in time; 0 for nothing. */
  void unfinished(long bytes, long sinceNanos) {
    if (unfinishedBytes == 0 || sinceNanos != begunAt) {
      long seconds = taker.app().limits().of(Limit.MESSAGE_TIMEOUT_SECONDS);
      begunAt = sinceNanos;
      wholeBy = sinceNanos + Duration.ofSeconds(seconds).toNanos();
    }
    unfinishedBytes = bytes;
    charge();
  }

  /** Does what has become due. */
  void tick(long nowNanos) {
    if (awaited != null && nowNanos - awaited.until >= 0) {
      unanswered(awaited, new TimeoutException("No answer has come in time."));
    }
    resume();
    if (unfinishedBytes > 0 && !isOverPace && nowNanos - wholeBy >= 0) {
      end(Limit.MESSAGE_TIMEOUT_SECONDS.key());
    }
  }

  /** The earlier of that time and the one at which a message or an answer is late. */
  long dueBefore(long other) {
    long due = unfinishedBytes > 0 && wholeBy - other < 0 ? wholeBy : other;
    return awaited != null && awaited.until - due < 0 ? awaited.until : due;
  }

  void receive(byte[] utf8) {
    if (isPaused()) {
      hold(utf8);
      return;
    }
    App app = taker.app();
    if (takesMessage(app)) {
      taker.handle(app, utf8);
    } else {
      overPace();
      hold(utf8);
    }
  }

  /** A frame that is no message and counts like one. */
  void countFrame() {
    if (!isOverPace) {
      App app = taker.app();
      if (!takesMessage(app)) {
        overPace();
      }
    }
  }

  /** A large answer counts like so many messages: few bytes must not fetch many at any pace. */
  void countAnswer(int bytes) {
    if (pace != null && bytes >= ANSWER_BYTES_A_MESSAGE) {
      pace.owe(bytes / ANSWER_BYTES_A_MESSAGE);
    }
  }

  /** Holds back later messages until the stage is complete and its answer was handled. */
  <A> void await(CompletionStage<A> stage, Duration within, Consumer<A> step, Runnable giveBack) {
    CompletableFuture<A> answer = stage.toCompletableFuture();
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      step.accept(answer.join());
      return;
    }
    Awaited asked = new Awaited(parts.nanoTime().getAsLong() + within.toNanos(), giveBack);
    awaited = asked;
    taker.dueBy(asked.until);
    answer.whenComplete(
        (value, failure) -> {
          if (awaited != asked) {
            // It has come too late: what was asked for was given back, which the owners have heard
            // of behind the question.
            return;
          }
          if (failure == null) {
            awaited = null;
            step.accept(value);
            goOn();
          } else {
            unanswered(asked, failure);
          }
        });
  }

  private void unanswered(Awaited asked, Throwable failure) {
    awaited = null;
    asked.giveBack.run();
    peer.denials().unanswered(failure);
    goOn();
  }

  /** Lets held messages go as far as the pace allows. */
  private void resume() {
    if (!isOverPace) {
      return;
    }
    App app = taker.app();
    if (takesMessage(app)) {
      isOverPace = false;
      // A client that is not read cannot go on with what it has begun.
      wholeBy += parts.nanoTime().getAsLong() - pausedAt;
      if (held != null && !held.isEmpty()) {
        handleNext(app, held);
      }
      goOn();
    }
  }

  void discard() {
    held = null;
    awaited = null;
    waitingBytes = 0;
    unfinishedBytes = 0;
    charge();
  }

  private void handleNext(App app, ArrayDeque<byte[]> from) {
    byte[] next = from.remove();
    waitingBytes -= MESSAGE_OVERHEAD_BYTES + next.length;
    charge();
    taker.handle(app, next);
  }

  private void end(String bound) {
    peer.denials().count(bound);
    taker.close(CloseReason.OVER_CAPACITY);
  }

  private void charge() {
    long bytes = waitingBytes + unfinishedBytes;
    if (holding == null && bytes > 0) {
      holding = parts.input().holding(() -> end("server.max_input_bytes"));
    }
    if (holding != null) {
      holding.set(bytes);
    }
  }

  private void goOn() {
    while (held != null && !isPaused()) {
      App app = taker.app();
      if (held.isEmpty()) {
        held = null;
      } else if (takesMessage(app)) {
        handleNext(app, held);
      } else {
        overPace();
      }
    }
    if (!isPaused()) {
      taker.reading(Wire.Intake.FLOWING);
    }
  }

  private boolean takesMessage(App app) {
    Limits limits = app.limits();
    long perSecond = limits.of(Limit.MESSAGES_PER_SECOND);
    if (perSecond < 0) {
      // Without a limit there is nothing to remember.
      pace = null;
      return true;
    }
    RateLimiter limiter = pace;
    if (limiter == null || !limiter.hasPace(perSecond)) {
      limiter = RateLimiter.of(limits, Limit.MESSAGES_PER_SECOND, parts.nanoTime());
      pace = limiter;
    }
    return limiter.tryTake();
  }

  private void overPace() {
    isOverPace = true;
    taker.reading(Wire.Intake.PAUSED);
    peer.denials().count(Limit.MESSAGES_PER_SECOND.key());
    long now = parts.nanoTime().getAsLong();
    pausedAt = now;
    taker.dueBy(now);
    if (!wasWarned || now - warnedAt >= WARNING_GAP_NANOS) {
      wasWarned = true;
      warnedAt = now;
      peer.denials()
          .refuse(
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
    taker.reading(Wire.Intake.PAUSED);
  }
}
