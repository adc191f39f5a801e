package io.belfry.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a wire: a thread reads, another writes what is due. It can be told to read no
 * more, and to let everything come later, in its order.
 *
 * <p>Thread: thread-safe.
 */
final class Pump {
  private static final int CHUNK = 16 << 10;
  private static final int MOST_CHUNKS = 256;

  private final Supplier<Duration> delay;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private long lastDue = System.nanoTime();
  private boolean isHeld;
  private boolean isEnded;

  /** Bytes and when they may go on; none for the end. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Chunk(byte @Nullable [] bytes, long due) {}

  /** Looks at the bytes that pass. */
  interface Watch {
    void passed(byte[] bytes);
  }

  Pump(Supplier<Duration> delay) {
    this.delay = delay;
  }

  /**
   * Reads until the end, or until it is told to end.
   *
   * @param first sees the bytes before they go on
   */
  void read(InputStream in, Watch first) throws IOException, InterruptedException {
    byte[] buffer = new byte[CHUNK];
    while (awaitLeave()) {
      int length = in.read(buffer);
      byte[] bytes = length < 0 ? null : Arrays.copyOf(buffer, length);
      if (bytes != null) {
        first.passed(bytes);
      }
      put(bytes);
      if (length < 0) {
        return;
      }
    }
  }

  /**
   * Writes until the end that was read, or until it is told to end.
   *
   * @param then sees the bytes once they are written
   */
  void write(OutputStream out, Watch then) throws IOException, InterruptedException {
    Chunk chunk = next();
    while (chunk != null && chunk.bytes() != null) {
      byte[] bytes = chunk.bytes();
      out.write(bytes);
      out.flush();
      then.passed(bytes);
      chunk = next();
    }
  }

  private void put(byte @Nullable [] bytes) throws InterruptedException {
    lock.lock();
    try {
      while (chunks.size() >= MOST_CHUNKS && !isEnded) {
        changed.await();
      }
      lastDue = Math.max(lastDue, System.nanoTime() + delay.get().toNanos());
      chunks.add(new Chunk(bytes, lastDue));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Chunk next() throws InterruptedException {
    lock.lock();
    try {
      while (!isEnded) {
        Chunk first = chunks.peek();
        long left = first == null ? 0 : first.due() - System.nanoTime();
        if (first == null) {
          changed.await();
        } else if (left > 0) {
          changed.awaitNanos(left);
        } else {
          changed.signalAll();
          return chunks.remove();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitLeave() throws InterruptedException {
    lock.lock();
    try {
      while (isHeld && !isEnded) {
        changed.await();
      }
      return !isEnded;
    } finally {
      lock.unlock();
    }
  }

  /** Reads nothing more, but for what is being read. */
  void hold() {
    set(true);
  }

  /** Reads on. */
  void release() {
    set(false);
  }

  private void set(boolean held) {
    lock.lock();
    try {
      isHeld = held;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      isEnded = true;
      chunks.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
