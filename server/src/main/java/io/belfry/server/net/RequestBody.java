package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request as it comes: kept when the answer needs it, else counted and dropped.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules HTTP-205, THR-34, LIM-018"
 */
final class RequestBody {
  /** How long a body may stand still. */
  static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();

  /** Bytes of a body that nobody wants which are read so that its connection can stay. */
  static final int MAX_DROPPED_BYTES = 64 << 10;

  // A stream that is full doubles.
  private static final int GROWTH = 2;
  private static final byte[] NOTHING = {};
  private static final long NANOS_PER_BYTE = Duration.ofSeconds(1).toNanos() / 1024;

  private final long maxBytes;
  private final Fate fate;
  private final long began;
  private @Nullable ByteArrayOutputStream kept;
  private byte[] whole = NOTHING;
  private long bytes;

  /** One of that many bytes at most, or one that nobody wants. */
  static RequestBody of(long maxBytes, long nowNanos) {
    return maxBytes > 0 ? kept(maxBytes, nowNanos) : dropped(nowNanos);
  }

  /** What is done with it. */
  enum Fate {
    KEPT,
    DROPPED
  }

  private RequestBody(long maxBytes, Fate fate, long nowNanos) {
    this.maxBytes = maxBytes;
    this.fate = fate;
    this.began = nowNanos;
  }

  static RequestBody kept(long maxBytes, long nowNanos) {
    return new RequestBody(maxBytes, Fate.KEPT, nowNanos);
  }

  static RequestBody dropped(long nowNanos) {
    return new RequestBody(MAX_DROPPED_BYTES, Fate.DROPPED, nowNanos);
  }

  boolean isKept() {
    return fate == Fate.KEPT;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Whether a body of that many bytes may come. */
  boolean allows(long announcedBytes) {
    return announcedBytes <= maxBytes;
  }

  /** Takes the next part; false when it is more than may come. */
  boolean take(ByteBuf part, boolean isLast) {
    int more = part.readableBytes();
    bytes += more;
    if (bytes > maxBytes) {
      kept = null;
      return false;
    }
    if (fate == Fate.DROPPED || more == 0) {
      return true;
    }
    if (kept == null && isLast) {
      whole = ByteBufUtil.getBytes(part);
      return true;
    }
    if (kept == null) {
      kept = new ByteArrayOutputStream(more);
    }
    kept.writeBytes(ByteBufUtil.getBytes(part));
    return true;
  }

  /** Bytes of memory that it takes now. */
  long heldBytes() {
    return kept == null ? 0 : GROWTH * (long) kept.size();
  }

  /** All that came. */
  byte[] bytes() {
    return kept == null ? whole : kept.toByteArray();
  }

  /**
   * When the next part has to be there: a body may not stand still, and has to come at a pace of 1
   * KiB a second after the first seconds.
   */
  long deadline(long nowNanos) {
    return Math.min(nowNanos + GRACE_NANOS, began + GRACE_NANOS + bytes * NANOS_PER_BYTE);
  }
}
