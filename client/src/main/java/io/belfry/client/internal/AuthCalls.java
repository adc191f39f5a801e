package io.belfry.client.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs authenticators, each call on a thread of its own that is interrupted when time is up or the
 * answer is no longer wanted. At most 16 run at a time; the others wait, and their time begins when
 * they start.
 *
 * <p>Thread: confined to the owner thread, which also hears the answers.
 *
 * @see "rules CL-019, CL-020"
 */
final class AuthCalls {
  private static final int MAX_RUNNING = 16;

  private final Loop loop;
  private final Duration timeout;
  private final Queue<Call> waiting = new ArrayDeque<>();
  private final Set<Call> running = new HashSet<>();

  AuthCalls(Loop loop, Duration timeout) {
    this.loop = loop;
    this.timeout = timeout;
  }

  /** Hears how a call ends; exactly one of the two, unless all calls were cancelled. */
  interface Answer {
    /** The authenticator returned. */
    void text(String answer);

    /** It threw, or time was up. */
    void failed(Exception cause);
  }

  void call(Callable<String> request, Answer answer) {
    waiting.add(new Call(request, answer));
    startNext();
  }

  /** Ends all calls; nobody hears of them any more. */
  void cancelAll() {
    waiting.clear();
    Set.copyOf(running).forEach(Call::cancel);
  }

  private void startNext() {
    if (running.size() < MAX_RUNNING && !waiting.isEmpty()) {
      Call call = waiting.remove();
      running.add(call);
      call.start();
    }
  }

  private final class Call {
    private final Callable<String> request;
    private final Answer answer;
    private final Thread thread = Threads.inTheBackground("belfry-client-auth", this::run);
    private Loop.@Nullable Timer timer;

    Call(Callable<String> request, Answer answer) {
      this.request = request;
      this.answer = answer;
    }

    void start() {
      timer = loop.schedule(timeout, this::timedOut);
      thread.start();
    }

    void cancel() {
      if (finish()) {
        thread.interrupt();
      }
    }

    private void run() {
      try {
        String text = request.call();
        loop.execute(() -> returned(text));
      } catch (Throwable e) {
        Exception cause = e instanceof Exception x ? x : new IllegalStateException(e);
        loop.execute(() -> threw(cause));
      }
    }

    // The application's code is not checked for null.
    private void returned(@Nullable String text) {
      if (text == null) {
        threw(new IllegalStateException("null was returned (expected: JSON text)"));
      } else if (finish()) {
        answer.text(text);
      }
    }

    private void threw(Exception cause) {
      if (finish()) {
        answer.failed(cause);
      }
    }

    private void timedOut() {
      if (finish()) {
        thread.interrupt();
        answer.failed(new TimeoutException("no answer within " + timeout.toMillis() + " ms"));
      }
    }

    private boolean finish() {
      if (timer != null) {
        timer.cancel();
      }
      boolean wanted = running.remove(this);
      startNext();
      return wanted;
    }
  }
}
