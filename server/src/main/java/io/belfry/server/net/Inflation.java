package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Makes compressed messages readable, one after the other with the same inflater, which is there
 * from the first of them on. A message comes whole: what a stranger has not finished is kept
 * compressed, since one byte of it can stand for a thousand, and an inflater of its own would take
 * 40 KiB. Inflating stops at the first byte over the limit, and at the first that is no text.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-27; RFC 7692, section 7.2.2"
 */
final class Inflation {
  // What the sender has left out, and behind it the end of all. It is reached exactly when the
  // message ends with a block; one that breaks off in the middle takes these bytes for something
  // else.
  private static final byte[] TAIL = {0, 0, -1, -1, 1, 0, 0, -1, -1};
  private static final int SCRATCH_BYTES = 8 << 10;
  // Each costs as much as some hundred bytes.
  private static final int MAX_FINAL_BLOCKS = 4096;
  private static final byte[] NONE = {};

  private final byte[] scratch = new byte[SCRATCH_BYTES];
  private @Nullable Inflater inflater;
  private byte[] made = NONE;
  private int size;
  private int utf8;

  /**
   * What has come of a message, and what it has to be.
   *
   * @param bytes its bytes, from the front
   * @param end how many
   * @param isText whether it has to be text
   * @param max bytes that it may have
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once
  record Compressed(byte[] bytes, int end, boolean isText, int max) {}

  /**
   * Inflates a message, for {@link #take}.
   *
   * @return why it may not be; null when it may
   */
  @Nullable CloseReason inflate(Compressed message) {
    CloseReason refusal = inflate(message, true);
    boolean isCut = refusal == null && utf8 != Utf8.WHOLE;
    return isCut ? CloseReason.INVALID_UTF8 : refusal;
  }

  /**
   * Looks whether the beginning of a message can be right.
   *
   * @return why it cannot; null when it can
   */
  @Nullable CloseReason look(Compressed beginning) {
    return inflate(beginning, false);
  }

  /** What was inflated last; the array is the receiver's. */
  byte[] take() {
    byte[] taken = made.length == size ? made : Arrays.copyOf(made, size);
    made = NONE;
    return taken;
  }

  private @Nullable CloseReason inflate(Compressed message, boolean isWhole) {
    if (inflater == null) {
      inflater = new Inflater(true);
    }
    made = NONE;
    size = 0;
    utf8 = Utf8.WHOLE;
    try {
      return new Run(inflater, message, isWhole).toEnd();
    } catch (DataFormatException e) {
      return CloseReason.INVALID_DEFLATE;
    } finally {
      // Also so that it does not keep hold of the message.
      inflater.reset();
      inflater.setInput(NONE);
    }
  }

  /** One way through a message. */
  private final class Run {
    private final Inflater inflater;
    private final Compressed message;
    private final boolean isWhole;
    private boolean isInTail;
    private int finalBlocks;

    Run(Inflater inflater, Compressed message, boolean isWhole) {
      this.inflater = inflater;
      this.message = message;
      this.isWhole = isWhole;
    }

    @Nullable CloseReason toEnd() throws DataFormatException {
      inflater.setInput(message.bytes(), 0, message.end());
      CloseReason refusal = null;
      boolean goesOn = true;
      while (refusal == null && goesOn) {
        int more = inflater.inflate(scratch);
        refusal = judge(more);
        if (refusal == null) {
          take(more);
          goesOn = inflater.finished() ? goesOnBehind() : more == scratch.length || hasMore();
        }
      }
      return refusal == null && isWhole && !isAtEnd() ? CloseReason.INVALID_DEFLATE : refusal;
    }

    private void take(int more) {
      if (isWhole) {
        keep(more);
      }
      size += more;
    }

    private boolean isAtEnd() {
      return isInTail && inflater.finished() && inflater.getRemaining() == 0;
    }

    private @Nullable CloseReason judge(int more) {
      if (more > message.max() - size || finalBlocks > MAX_FINAL_BLOCKS) {
        return CloseReason.MESSAGE_TOO_BIG;
      }
      if (message.isText()) {
        utf8 = Utf8.check(utf8, scratch, 0, more);
      }
      return utf8 == Utf8.BROKEN ? CloseReason.INVALID_UTF8 : null;
    }

    // A block that is marked as the last need not be the last of the message.
    private boolean goesOnBehind() {
      if (isInTail) {
        return false;
      }
      finalBlocks++;
      int left = inflater.getRemaining();
      inflater.reset();
      inflater.setInput(message.bytes(), message.end() - left, left);
      return true;
    }

    // Whatever is there is used up: what the sender has left out comes behind it.
    private boolean hasMore() {
      boolean isTailNext = isWhole && !isInTail && inflater.needsInput();
      if (isTailNext) {
        isInTail = true;
        inflater.setInput(TAIL);
      }
      return isTailNext;
    }
  }

  private void keep(int more) {
    if (size + more > made.length) {
      made = Arrays.copyOf(made, Math.max(size + more, 2 * made.length));
    }
    System.arraycopy(scratch, 0, made, size, more);
  }
}
