package io.belfry.server.net;

import io.netty.channel.SingleThreadEventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop have been given to write. Each connection that was written
 * to stands in one queue, served from the front at the end of every turn. A turn serves {@link
 * #SLICE} connections, so that a publication for a hundred thousand does not keep the others from
 * being heard; who is not served yet keeps his place. What is published meanwhile is appended to
 * what still waits, and leaves in the same write. That is all there is to the length of a turn: an
 * idle loop writes at once, a busy one puts more messages into each write the busier it is.
 *
 * <p>The frames of all connections stand in one pair of arrays, as lists linked by index. A
 * delivery allocates nothing, and touches one object per connection and memory that is walked in
 * order.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-063, THR-35"
 */
final class LoopWrites {
  /** Connections served in one turn. */
  static final int SLICE = 256;

  /** Bytes of one connection that are gathered here; beyond them the socket's own queue begins. */
  static final int MAX_GATHERED_BYTES = 32 << 10;

  /** Frames that wait here at most; when there are more, everybody is served before the next. */
  static final int MAX_FRAMES = 1 << 18;

  /** The end of a list. */
  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 64;

  private final SingleThreadEventLoop eventLoop;
  private final Runnable endOfTurn = this::serveSlice;
  private final Runnable nextTurn;
  private final ArrayDeque<NettyWire> touched = new ArrayDeque<>();
  private @Nullable NettyFrame[] frames = new NettyFrame[FIRST_CAPACITY];
  private int[] next = new int[FIRST_CAPACITY];
  private int free = NONE;
  private int used;
  private int waiting;
  private boolean isScheduled;
  private @Nullable ByteBuffer gathered;

  LoopWrites(SingleThreadEventLoop eventLoop) {
    this.eventLoop = eventLoop;
    this.nextTurn = () -> eventLoop.executeAfterEventLoopIteration(endOfTurn);
  }

  /** Serves the wire when its place in the queue comes. */
  void touch(NettyWire wire) {
    touched.add(wire);
    if (!isScheduled) {
      isScheduled = true;
      nextTurn.run();
    }
  }

  /** Serves everybody when there is no room for one more frame. Changes the lists of all wires. */
  void makeRoom() {
    if (waiting == MAX_FRAMES) {
      serve(Integer.MAX_VALUE);
    }
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

  private void serveSlice() {
    serve(SLICE);
    isScheduled = !touched.isEmpty();
    if (isScheduled) {
      // An end of turn that is asked for at the end of a turn would come at once; a task comes
      // when the loop has looked at its sockets.
      eventLoop.execute(nextTurn);
    } else if (waiting == 0) {
      startOver();
    }
  }

  private void serve(int most) {
    for (int i = 0; i < most; i++) {
      NettyWire wire = touched.poll();
      if (wire == null) {
        return;
      }
      wire.flushTouched();
    }
  }

  // Entries are given back in another order than that of memory; from the start they are walked in
  // order again.
  private void startOver() {
    used = 0;
    free = NONE;
  }
}
