package io.belfry.server.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for the sockets of one event loop, in one pair of arrays, as lists linked by
 * index. A delivery allocates nothing and touches memory that is walked in order.
 *
 * <p>Thread: confined to its event loop.
 */
final class FrameLists {
  /** The end of a list. */
  static final int NONE = -1;

  /** Frames that wait at most. */
  static final int MAX_FRAMES = 1 << 18;

  /** Bytes of one list that are gathered at most. */
  static final int MAX_GATHERED_BYTES = 32 << 10;

  private static final int FIRST_CAPACITY = 64;

  private @Nullable NettyFrame[] frames = new NettyFrame[FIRST_CAPACITY];
  private int[] next = new int[FIRST_CAPACITY];
  private int free = NONE;
  private int used;
  private int waiting;
  private @Nullable ByteBuffer gathered;

  /** Whether there is no room for one more frame. */
  boolean isFull() {
    return waiting == MAX_FRAMES;
  }

  /** Keeps the frame for a list that ends at {@code tail}; gives the new end. */
  int append(int tail, NettyFrame frame) {
    int entry = take();
    frames[entry] = frame;
    next[entry] = NONE;
    if (tail != NONE) {
      next[tail] = entry;
    }
    return entry;
  }

  /** The frame of an entry that has not been given back. */
  NettyFrame frame(int entry) {
    return Objects.requireNonNull(frames[entry]);
  }

  /** Gives the entry back; the next one of its list. */
  int remove(int entry) {
    int following = next[entry];
    frames[entry] = null;
    next[entry] = free;
    free = entry;
    waiting--;
    return following;
  }

  /** The frames of a list side by side, in memory that is used again for the next list. */
  ByteBuffer gather(int head) {
    if (gathered == null) {
      gathered = ByteBuffer.allocateDirect(MAX_GATHERED_BYTES);
    }
    gathered.clear();
    for (int entry = head; entry != NONE; entry = next[entry]) {
      frame(entry).copyTo(gathered);
    }
    return gathered;
  }

  /**
   * Takes entries from the front again if none is in use: they are given back in another order than
   * that of memory.
   */
  void startOver() {
    if (waiting == 0) {
      used = 0;
      free = NONE;
    }
  }

  private int take() {
    waiting++;
    if (free != NONE) {
      int entry = free;
      free = next[entry];
      return entry;
    }
    if (used == frames.length) {
      frames = Arrays.copyOf(frames, used * 2);
      next = Arrays.copyOf(next, used * 2);
    }
    return used++;
  }
}
