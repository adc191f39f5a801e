package io.belfry.client.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent, and the thread that sends it, which exists only while something waits. A
 * pong and a ping go first and wait once at most, the close frame goes last; messages wait within
 * bounds. Callers never wait for the network.
 *
 * <p>A failed write ends nothing: the reader finds the end of the connection, behind all that came
 * before it.
 *
 * <p>Thread: thread-safe.
 */
final class FrameWriter {
  /** Most messages that wait. */
  static final int MAX_MESSAGES = 10_000;

  /** Most bytes of messages that wait. */
  static final long MAX_BYTES = 16L << 20;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MAX_ONE_BYTE = 125;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;
  private static final int MAX_TWO_BYTES = 0xFFFF;
  private static final int HEAD_AND_KEY = 14;

  private final SecureRandom random;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Queue<byte[]> messages = new ArrayDeque<>();
  private long waitingBytes;
  private byte @Nullable [] pong;
  private byte @Nullable [] ping;
  private byte @Nullable [] close;
  private boolean closing;
  private boolean ended;
  private boolean atWork;
  private long writingSince;
  private @Nullable OutputStream out;

  FrameWriter(SecureRandom random) {
    this.random = random;
  }

  /** The connection stands: sends what waits, and from now on at once. */
  void open(OutputStream stream) {
    lock.lock();
    try {
      out = stream;
      work();
    } finally {
      lock.unlock();
    }
  }

  /** Sends a text message behind those that wait; false if too much waits already. */
  boolean send(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      if (closing || ended) {
        return true;
      }
      if (messages.size() >= MAX_MESSAGES || waitingBytes + payload.length > MAX_BYTES) {
        return false;
      }
      byte[] frame = frame(TEXT, payload);
      messages.add(frame);
      waitingBytes += frame.length;
      work();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a ping, unless one waits. */
  void ping() {
    lock.lock();
    try {
      if (!closing && ping == null) {
        ping = frame(PING, new byte[0]);
        work();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Answers a ping; an answer that still waits is replaced. */
  void pong(byte[] payload) {
    lock.lock();
    try {
      if (!closing) {
        pong = frame(PONG, payload);
        work();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a close frame behind all that waits, unless one was sent before.
   *
   * @param code 0 for a frame without one
   */
  void close(int code) {
    lock.lock();
    try {
      if (!closing) {
        closing = true;
        byte[] payload = code == 0 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code};
        close = frame(CLOSE, payload);
        work();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing waits to be sent; false if that takes longer. */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (atWork && !ended) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the network has not taken a frame for so long. */
  boolean isStuck(Duration patience) {
    lock.lock();
    try {
      return writingSince != 0 && System.nanoTime() - writingSince > patience.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Drops all that waits; nothing is sent from now on. */
  void end() {
    lock.lock();
    try {
      ended = true;
      messages.clear();
      waitingBytes = 0;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    if (out != null && !atWork && !ended) {
      atWork = true;
      Threads.inTheBackground("belfry-client-writer", this::writeAll).start();
    }
  }

  private void writeAll() {
    try {
      for (byte[] frame = next(); frame != null; frame = next()) {
        OutputStream stream = out;
        if (stream != null) {
          stream.write(frame);
          stream.flush();
        }
      }
    } catch (IOException | RuntimeException e) {
      Log.debug("A frame could not be written.", e);
      end();
      stop();
    }
  }

  private byte @Nullable [] next() {
    lock.lock();
    try {
      byte[] frame = ended ? null : take();
      if (frame == null) {
        stop();
      } else {
        long now = System.nanoTime();
        writingSince = now == 0 ? 1 : now;
      }
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private void stop() {
    lock.lock();
    try {
      atWork = false;
      writingSince = 0;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private byte @Nullable [] take() {
    byte[] frame = pong;
    if (frame != null) {
      pong = null;
      return frame;
    }
    frame = ping;
    if (frame != null) {
      ping = null;
      return frame;
    }
    frame = messages.poll();
    if (frame != null) {
      waitingBytes -= frame.length;
      return frame;
    }
    frame = close;
    close = null;
    return frame;
  }

  private byte[] frame(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + HEAD_AND_KEY);
    frame.put((byte) (FINAL | opcode));
    if (payload.length <= MAX_ONE_BYTE) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= MAX_TWO_BYTES) {
      frame.put((byte) (MASKED | TWO_BYTES_FOLLOW)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | EIGHT_BYTES_FOLLOW)).putLong(payload.length);
    }
    byte[] key = new byte[Integer.BYTES];
    random.nextBytes(key);
    frame.put(key);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ key[i % Integer.BYTES]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }
}
