package io.belfry.server.socket;

import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.channel.OutboundFrame;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has been given and the kernel has not taken: the queue of a slow consumer, with
 * its end. A connection that keeps up has no queue at all; its frames go straight to the wire and
 * out with the turn's one flush.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules WS-063, THR-35"
 */
final class Outbound {
  /**
   * Where the queue ends; what the wire has not handed to the kernel counts.
   *
   * @param bytes most bytes
   * @param frames most frames
   */
  record Bound(long bytes, long frames) {
    static Bound of(Limits limits) {
      return new Bound(
          orNone(limits.of(Limit.MAX_SEND_QUEUE_BYTES)),
          orNone(limits.of(Limit.MAX_SEND_QUEUE_FRAMES)));
    }

    private static long orNone(long limit) {
      return limit < 0 ? Long.MAX_VALUE : limit;
    }
  }

  private final Wire wire;
  private final Backpressure backpressure;
  private final Bound bound;
  private @Nullable ArrayDeque<OutboundFrame> waiting;
  private long waitingBytes;

  Outbound(Wire wire, Backpressure backpressure, Bound bound) {
    this.wire = wire;
    this.backpressure = backpressure;
    this.bound = bound;
  }

  /** Queues a frame; false when that would go beyond the bound, and then nothing was queued. */
  boolean offer(OutboundFrame frame) {
    if (write(frame)) {
      return true;
    }
    if (isFull(frame)) {
      // The turn's flush may be all that is missing: a fast reader must not pay for a burst within
      // one turn.
      wire.flush();
      drain();
      if (write(frame)) {
        // Nobody would say again that the wire is writable.
        return true;
      }
      if (isFull(frame)) {
        return false;
      }
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(frame.retain());
    waitingBytes += frame.size();
    backpressure.added(frame.size());
    return true;
  }

  private boolean write(OutboundFrame frame) {
    if (waiting != null || !wire.isWritable()) {
      return false;
    }
    wire.write(frame.retain());
    wire.flushLater();
    return true;
  }

  /** Bytes of the queue, and those that the wire keeps. */
  long waitingBytes() {
    return waitingBytes + wire.keptBytes();
  }

  /** Gives the wire as much of the queue as it takes. */
  void drain() {
    while (waiting != null && wire.isWritable()) {
      OutboundFrame next = waiting.poll();
      if (next == null) {
        waiting = null;
      } else {
        waitingBytes -= next.size();
        backpressure.removed(next.size());
        wire.write(next);
        wire.flushLater();
      }
    }
  }

  /** Forgets the queue; nothing is to come any more. */
  void discard() {
    if (waiting != null) {
      waiting.forEach(OutboundFrame::release);
      waiting = null;
      backpressure.removed(waitingBytes);
      waitingBytes = 0;
    }
  }

  /** Forgets also what the wire keeps: the client has not read it, and the memory is needed. */
  void overflow() {
    discard();
    wire.discard();
  }

  /** Which bound refused a frame just now. */
  Limit reached() {
    int frames = waiting == null ? 0 : waiting.size();
    return frames >= bound.frames ? Limit.MAX_SEND_QUEUE_FRAMES : Limit.MAX_SEND_QUEUE_BYTES;
  }

  private boolean isFull(OutboundFrame next) {
    int frames = waiting == null ? 0 : waiting.size();
    return frames >= bound.frames || waitingBytes + wire.pendingBytes() + next.size() > bound.bytes;
  }
}
