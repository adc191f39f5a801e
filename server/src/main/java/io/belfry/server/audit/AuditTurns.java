package io.belfry.server.audit;

import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the thread of the audit log does each second: it fetches, joins and writes. What cannot be
 * written is lost, so that nothing piles up in memory while a disk is full.
 *
 * <p>Thread: confined to that of the audit log, but for {@link #lost}, {@link #state}, {@link
 * #dropped} and {@link #prepare}.
 *
 * @see "rule USR-071"
 */
final class AuditTurns {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTurns.class);
  private static final int BYTES_AT_ONCE = 64 << 10;
  private static final long TIDY_GAP = Duration.ofHours(1).toNanos();

  private final HandedOver handedOver;
  private final AuditLog.AuditParts parts;
  private final AuditFiles files;
  private final JoinedRefusals joined = new JoinedRefusals();
  private final ByteBuffer buffer = ByteBuffer.allocate(BYTES_AT_ONCE);
  private final List<AuditLine> inBuffer = new ArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  // How many of them a line has told.
  private long told;
  private long toldInBuffer;
  private long tidied;
  private volatile AuditLog.AuditState state = AuditLog.AuditState.WRITING;

  AuditTurns(HandedOver handedOver, AuditLog.AuditSettings settings, AuditLog.AuditParts parts) {
    this.handedOver = handedOver;
    this.parts = parts;
    this.files =
        new AuditFiles(settings.folder(), settings.keepDays(), settings.maxBytes(), parts.clock());
    this.tidied = parts.nanoTime().getAsLong();
  }

  /**
   * Makes the folder, and deletes what is too old.
   *
   * @throws IOException if it cannot be written to
   */
  void prepare() throws IOException {
    try {
      files.prepare();
      files.tidy();
    } catch (IOException e) {
      state = AuditLog.AuditState.FAILING;
      throw e;
    }
  }

  AuditLog.AuditState state() {
    return state;
  }

  /** How many were lost. */
  long dropped() {
    return dropped.get();
  }

  /** There was no room for it. */
  void lost(AuditEntry entry) {
    lost(entry, 1);
  }

  private void lost(AuditEntry entry, long count) {
    String app = entry.app();
    dropped.addAndGet(count);
    parts.metrics().add(Metric.AUDIT_DROPPED, count, app == null ? Metrics.UNKNOWN_APP : app);
  }

  /** Writes what waits. */
  void turn() {
    long now = parts.nanoTime().getAsLong();
    handedOver.take().forEach(line -> joined.add(line, now));
    write(joined.take(now));
    if (now - tidied > TIDY_GAP) {
      tidied = now;
      tidy();
    }
  }

  /** Writes what waits, and no more. */
  void end() {
    turn();
    write(joined.takeAll(parts.nanoTime().getAsLong()));
    try {
      files.close();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void tidy() {
    try {
      files.tidy();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void write(List<AuditLine> lines) {
    for (AuditLine line : lines) {
      long untold = dropped.get() - told - toldInBuffer;
      byte[] bytes = line.bytes(parts.node(), untold);
      if (bytes.length > buffer.remaining()) {
        flush();
      }
      buffer.put(bytes);
      inBuffer.add(line);
      toldInBuffer += untold;
    }
    flush();
  }

  private void flush() {
    if (inBuffer.isEmpty()) {
      return;
    }
    try {
      files.write(buffer.flip());
      told += toldInBuffer;
      well();
    } catch (IOException e) {
      failed(e);
      inBuffer.forEach(line -> lost(line.entry(), line.count()));
    } finally {
      buffer.clear();
      inBuffer.clear();
      toldInBuffer = 0;
    }
  }

  private void well() {
    if (state == AuditLog.AuditState.FAILING) {
      state = AuditLog.AuditState.WRITING;
      LOG.info("the audit log is written again; {} entries of it were lost so far", dropped.get());
    }
  }

  private void failed(IOException e) {
    if (state != AuditLog.AuditState.FAILING) {
      state = AuditLog.AuditState.FAILING;
      LOG.warn(
          "The audit log cannot be written: {}. What belongs into it is lost and counted until it"
              + " can; it is tried again with each second.",
          why(e));
    }
  }

  /** What the system says, without the name of the exception where that says nothing more. */
  static String why(IOException e) {
    if (e instanceof FileSystemException ofFile) {
      String reason = ofFile.getReason();
      return ofFile.getFile()
          + (reason == null ? ": " + e.getClass().getSimpleName() : ": " + reason);
    }
    return String.valueOf(e.getMessage());
  }
}
