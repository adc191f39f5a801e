package io.belfry.server.fallback;

import io.belfry.server.channel.Loop;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;

/**
 * One HTTP request and the answer to it, which may be given at once or go on for hours.
 *
 * <p>Thread: thread-safe; calls of one thread take effect in their order.
 */
public interface Exchange {
  /** What was asked. */
  Request request();

  /**
   * Whoever answers has it now, and keeps the times. One that is handed over and does not arrive
   * within ten seconds is refused: its loop stands still, or has ended.
   */
  void taken();

  /** Has it told, on that loop, what becomes of the answer. Called once, before it. */
  void listen(Loop loop, Progress progress);

  /** Gives the whole answer. */
  void answer(Response response);

  /** Begins an answer whose length nobody knows; the body is its first part. */
  void begin(Response head);

  /** Goes on with an answer that was begun. */
  void write(byte[] bytes);

  /** Ends an answer that was begun, behind all that was written. */
  void finish();

  /**
   * Ends an answer now. If something of it is still under way, its socket is dropped: then it is
   * known that it did not arrive.
   */
  void drop();

  /** What becomes of an answer. */
  interface Progress {
    /** The kernel has all of the last {@link Exchange#write} or {@link Exchange#answer}. */
    void onWritten();

    /** The answer is over, whoever ended it: the last call. What was not reported is lost. */
    void onEnded();
  }
}
