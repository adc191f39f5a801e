package io.belfry.server.fallback;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.socket.Backpressure;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to say, and what it has said in the answer that its client may ask for once
 * more. What was taken stays here until it is known to be written, so an answer that breaks off
 * loses nothing; and what was written stays until the client shows that the answer has reached it,
 * since the kernel takes bytes for sockets that are dead already.
 *
 * <p>All of it counts among what waits on this event loop, until the session closes.
 *
 * <p>Thread: confined to the event loop of the session.
 *
 * @see "rules RES-035, RES-036, THR-35"
 */
final class Backlog {
  /**
   * Most bytes of a stream that are kept to be said again: what one carries whose units take three
   * bytes each, as no text takes more. Only with messages longer than any stream it is too little.
   */
  static final long MAX_KEPT_BYTES = 3L * StreamRoom.MAX_UNITS;

  private static final byte[] ARRAY = StreamFraming.ascii("a[");
  private static final byte[] ARRAY_END = StreamFraming.ascii("]\n");

  /** Lines that carry no message, in their order. */
  private enum Sign {
    OPEN(StreamFraming.OPEN),
    HEARTBEAT(StreamFraming.HEARTBEAT),
    ANSWER(StreamFraming.NO_MESSAGES);

    @SuppressWarnings("ImmutableEnumChecker") // written to by nobody
    private final byte[] line;

    Sign(byte[] line) {
      this.line = line;
    }
  }

  private final Backpressure backpressure;
  private final ArrayDeque<OutboundFrame> due = new ArrayDeque<>();
  // In the answer at hand: first those that were written, then those under way.
  private final ArrayDeque<OutboundFrame> said = new ArrayDeque<>(0);
  private final EnumSet<Sign> dueSigns = EnumSet.of(Sign.OPEN);
  private final EnumSet<Sign> underWaySigns = EnumSet.noneOf(Sign.class);
  private final EnumSet<Sign> writtenSigns = EnumSet.noneOf(Sign.class);
  private long bytes;
  private long writtenBytes;
  private long underWayBytes;
  private int underWay;
  private int again;
  private boolean isAgain;
  private boolean isKept;
  private boolean isWhole = true;
  private byte @Nullable [] closeLine;
  private boolean isCloseTaken;

  /** An empty one. */
  Backlog(Backpressure backpressure) {
    this.backpressure = backpressure;
  }

  /** Takes over one reference to the frame. */
  void add(OutboundFrame frame) {
    due.add(frame);
    bytes += frame.size();
    // The last step: it may end this very session.
    backpressure.added(frame.size());
  }

  void heartbeat() {
    dueSigns.add(Sign.HEARTBEAT);
  }

  /** However often a client has asked for a sign of life: it gets one. */
  void answerHeartbeat() {
    dueSigns.add(Sign.ANSWER);
  }

  /** Nothing is added any more, and the line comes behind all else. */
  void close(byte[] line) {
    backpressure.removed(bytes);
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

  /** Bytes of all frames, those included that are kept to be said again. */
  long bytes() {
    return bytes;
  }

  /** Bytes that are not written. */
  long pendingBytes() {
    return bytes - writtenBytes;
  }

  /** Frames that are not written. */
  int pendingFrames() {
    return due.size() + underWay;
  }

  /** Whether there is something to take for an answer with that much room. */
  boolean isDue(StreamRoom room) {
    boolean isCloseDue = closeLine != null && !isCloseTaken && due.isEmpty();
    return isCloseDue || (!room.isFull() && (!dueSigns.isEmpty() || !due.isEmpty()));
  }

  /** All lines that are due and fit; what is said again makes no common lines with what is new. */
  byte[] takeAll(StreamRoom room) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(firstSize());
    do {
      takeLine(lines, room);
    } while (isDue(room) && !(isAgain && again == 0 && dueSigns.isEmpty() && !due.isEmpty()));
    isAgain = false;
    return lines.toByteArray();
  }

  /** The first line that is due; there has to be one. */
  byte[] takeLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream(firstSize());
    takeLine(line, StreamRoom.unbounded());
    isAgain = false;
    return line.toByteArray();
  }

  private int firstSize() {
    return (int) Math.min(pendingBytes() + 64, 1 << 20);
  }

  private void takeLine(ByteArrayOutputStream lines, StreamRoom room) {
    if (!room.isFull() && !dueSigns.isEmpty()) {
      takeSign(dueSigns.iterator().next(), lines, room);
    } else if (!room.isFull() && !due.isEmpty()) {
      takeFrames(lines, room);
    } else {
      isCloseTaken = true;
      lines.writeBytes(closeLine());
    }
  }

  private void takeSign(Sign sign, ByteArrayOutputStream lines, StreamRoom room) {
    if (!room.fits(sign.line.length)) {
      lines.writeBytes(room.fill());
      return;
    }
    room.use(sign.line.length);
    lines.writeBytes(sign.line);
    dueSigns.remove(sign);
    underWaySigns.add(sign);
  }

  private void takeFrames(ByteArrayOutputStream lines, StreamRoom room) {
    int most = again > 0 ? again : due.size();
    int units = ARRAY.length + ARRAY_END.length;
    int taken = 0;
    for (OutboundFrame next = due.peek(); next != null && taken < most; next = due.peek()) {
      byte[] quoted = next.quoted();
      int withNext = units + StreamRoom.units(quoted) + (taken == 0 ? 0 : 1);
      if (!room.fits(withNext) && (taken > 0 || !StreamRoom.neverFits(withNext))) {
        break;
      }
      if (taken == 0) {
        lines.writeBytes(ARRAY);
      } else {
        lines.write(',');
      }
      lines.writeBytes(quoted);
      units = withNext;
      taken++;
      underWay++;
      underWayBytes += next.size();
      said.add(due.remove());
    }
    if (taken == 0) {
      lines.writeBytes(room.fill());
      return;
    }
    room.use(units);
    lines.writeBytes(ARRAY_END);
    again = Math.max(0, again - taken);
  }

  /** What was taken has been written. */
  void written() {
    boolean isTooMuch = writtenBytes > 0 && writtenBytes + underWayBytes > MAX_KEPT_BYTES;
    writtenBytes += underWayBytes;
    underWayBytes = 0;
    underWay = 0;
    writtenSigns.addAll(underWaySigns);
    underWaySigns.clear();
    if (isTooMuch) {
      isKept = false;
    }
    if (!isKept) {
      forgetWritten();
    }
  }

  /** What was taken and not reported as written is due again, and so is the end. */
  void rewind() {
    for (; underWay > 0; underWay--) {
      due.addFirst(said.removeLast());
    }
    underWayBytes = 0;
    dueSigns.addAll(underWaySigns);
    underWaySigns.clear();
    isCloseTaken = false;
    again = 0;
  }

  /**
   * The next answer begins: what the one before has said is over and done with.
   *
   * @param keeps whether the client can ask for this answer once more
   */
  void begin(boolean keeps) {
    rewind();
    forgetWritten();
    isKept = keeps;
    isWhole = true;
  }

  /** The answer has reached the client, at least its beginning: nobody asks for it once more. */
  void arrived() {
    forgetWritten();
    isKept = false;
    isWhole = false;
  }

  /** Says the answer at hand once more, from its beginning; false when that is not there. */
  boolean again() {
    rewind();
    again = said.size();
    isAgain = again > 0 || !writtenSigns.isEmpty();
    while (!said.isEmpty()) {
      due.addFirst(said.removeLast());
    }
    writtenBytes = 0;
    dueSigns.addAll(writtenSigns);
    writtenSigns.clear();
    return isWhole;
  }

  /** Whether there is no message, neither due nor kept. */
  boolean isEmpty() {
    return due.isEmpty() && said.isEmpty();
  }

  void discard() {
    due.forEach(OutboundFrame::release);
    due.clear();
    said.forEach(OutboundFrame::release);
    said.clear();
    forget(bytes);
    writtenBytes = 0;
    underWayBytes = 0;
    underWay = 0;
    again = 0;
  }

  private void forgetWritten() {
    isWhole &= said.size() == underWay && writtenSigns.isEmpty();
    while (said.size() > underWay) {
      said.remove().release();
    }
    writtenSigns.clear();
    forget(writtenBytes);
    writtenBytes = 0;
  }

  private void forget(long size) {
    bytes -= size;
    if (closeLine == null) {
      backpressure.removed(size);
    }
  }
}
