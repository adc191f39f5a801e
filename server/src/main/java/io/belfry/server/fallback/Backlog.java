package io.belfry.server.fallback;

import io.belfry.server.channel.OutboundFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to say and has not said yet. What was taken stays here until it is known to be
 * written, so an answer that breaks off loses nothing.
 *
 * <p>Thread: confined to the event loop of the session.
 */
final class Backlog {
  private static final byte[] ARRAY = StreamFraming.ascii("a[");
  private static final byte[] ARRAY_END = StreamFraming.ascii("]\n");

  private final ArrayDeque<OutboundFrame> frames = new ArrayDeque<>();
  private long bytes;
  private int takenFrames;
  private boolean isOpenDue = true;
  private boolean isHeartbeatDue;
  private boolean isAnswerDue;
  private byte @Nullable [] closeLine;
  private boolean isCloseTaken;

  /** Takes over one reference to the frame. */
  void add(OutboundFrame frame) {
    frames.add(frame);
    bytes += frame.size();
  }

  void heartbeat() {
    isHeartbeatDue = true;
  }

  /** However often a client has asked for a sign of life: it gets one. */
  void answerHeartbeat() {
    isAnswerDue = true;
  }

  void close(byte[] line) {
    closeLine = line;
  }

  /** The line that ends the session; there has to be one. */
  byte[] closeLine() {
    return Objects.requireNonNull(closeLine, "not closing");
  }

  boolean isClosing() {
    return closeLine != null;
  }

  /** Whether all is taken, the end included. */
  boolean isCloseTaken() {
    return isCloseTaken;
  }

  long bytes() {
    return bytes;
  }

  int frames() {
    return frames.size();
  }

  /** Whether there is something to take. */
  boolean isDue() {
    return isOpenDue
        || isHeartbeatDue
        || isAnswerDue
        || takenFrames < frames.size()
        || (closeLine != null && !isCloseTaken);
  }

  /** All lines that are due. */
  byte[] takeAll() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream((int) Math.min(bytes + 64, 1 << 20));
    while (isDue()) {
      lines.writeBytes(takeLine());
    }
    return lines.toByteArray();
  }

  /** The first line that is due; there has to be one. */
  byte[] takeLine() {
    if (isOpenDue) {
      isOpenDue = false;
      return StreamFraming.OPEN;
    }
    if (isHeartbeatDue) {
      isHeartbeatDue = false;
      return StreamFraming.HEARTBEAT;
    }
    if (isAnswerDue) {
      isAnswerDue = false;
      return StreamFraming.NO_MESSAGES;
    }
    if (takenFrames < frames.size()) {
      return takeFrames();
    }
    if (closeLine == null) {
      throw new IllegalStateException("Nothing is due.");
    }
    isCloseTaken = true;
    return closeLine;
  }

  /** What was taken has been written. */
  void written() {
    for (; takenFrames > 0; takenFrames--) {
      OutboundFrame frame = frames.remove();
      bytes -= frame.size();
      frame.release();
    }
  }

  /** What was taken and not reported as written is due again, and so is the end. */
  void rewind() {
    takenFrames = 0;
    isCloseTaken = false;
  }

  void discard() {
    frames.forEach(OutboundFrame::release);
    frames.clear();
    bytes = 0;
    takenFrames = 0;
  }

  private byte[] takeFrames() {
    ByteArrayOutputStream line = new ByteArrayOutputStream((int) Math.min(bytes * 2, 1 << 20));
    line.writeBytes(ARRAY);
    Iterator<OutboundFrame> all = frames.iterator();
    for (int i = 0; all.hasNext(); i++) {
      OutboundFrame frame = all.next();
      if (i < takenFrames) {
        continue;
      }
      if (i > takenFrames) {
        line.write(',');
      }
      line.writeBytes(frame.quoted());
    }
    takenFrames = frames.size();
    line.writeBytes(ARRAY_END);
    return line.toByteArray();
  }
}
