package io.belfry.server.audit;

import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was done and what was refused, in files of {@code data_dir/audit}. Noting costs an
 * event loop an entry of a list; a thread of its own writes each second. What does not fit into
 * that list, or onto the disk, is dropped, counted and told by the next line; nothing else waits
 * for it or fails with it.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-070 to USR-073"
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final @Nullable Writing writing;

  /** How it is. */
  public enum AuditState {
    /** There is none. */
    OFF,
    /** What is noted is written. */
    WRITING,
    /** What is noted is lost at the moment, since it cannot be written. */
    FAILING;

    /** As it stands in pages. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What it is told.
   *
   * @param folder where its files are
   * @param keepDays how many days they are kept
   * @param maxBytes of all of them together
   * @param isInsistedOn whether there is to be no server without it
   */
  public record AuditSettings(Path folder, int keepDays, long maxBytes, boolean isInsistedOn) {}

  /**
   * What it needs of the server.
   *
   * @param node whose lines they are
   * @param clock wall clock
   * @param nanoTime monotonic clock
   * @param metrics where it is counted what is lost
   * @param breakdown is told when its thread has ended
   */
  public record AuditParts(
      String node,
      InstantSource clock,
      LongSupplier nanoTime,
      Metrics metrics,
      Breakdown breakdown) {}

  private AuditLog(@Nullable Writing writing) {
    this.writing = writing;
  }

  /** No audit log. */
  public static AuditLog off() {
    return new AuditLog(null);
  }

  /** An audit log that is not written yet. */
  public static AuditLog of(AuditSettings settings, AuditParts parts) {
    return new AuditLog(new Writing(settings, parts));
  }

  /** Whether what is noted is kept. */
  public boolean isOn() {
    return writing != null;
  }

  /** Takes note. */
  public void note(AuditEntry entry) {
    if (writing != null) {
      writing.note(entry);
    }
  }

  /** How it is. */
  public AuditState state() {
    return writing == null ? AuditState.OFF : writing.turns.state();
  }

  /** How many entries were lost since it began. */
  public long dropped() {
    return writing == null ? 0 : writing.turns.dropped();
  }

  /**
   * Begins to write.
   *
   * @throws IOException if its folder cannot be written to, and it is insisted on
   */
  public void start() throws IOException {
    if (writing != null) {
      writing.start();
    }
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    if (writing != null) {
      writing.close();
    }
  }

  /** One that is on. */
  private static final class Writing {
    private final HandedOver handedOver = new HandedOver();
    private final AuditSettings settings;
    private final AuditParts parts;
    private final AuditTurns turns;
    private final Thread thread = new Thread(this::run, "belfry-audit");
    private volatile boolean isClosing;

    Writing(AuditSettings settings, AuditParts parts) {
      this.settings = settings;
      this.parts = parts;
      this.turns = new AuditTurns(handedOver, settings, parts);
      thread.setDaemon(true);
    }

    void note(AuditEntry entry) {
      switch (handedOver.offer(new AuditLine(parts.clock().millis(), entry))) {
        case TAKEN -> {}
        case TAKEN_OF_MANY -> LockSupport.unpark(thread);
        case LOST -> turns.lost(entry);
      }
    }

    void start() throws IOException {
      try {
        turns.prepare();
      } catch (IOException e) {
        String sentence =
            "The audit log cannot be written to "
                + settings.folder()
                + ": "
                + AuditTurns.why(e)
                + ". Let server.data_dir be a folder that this user may write to, or set"
                + " audit.enabled: false.";
        if (settings.isInsistedOn()) {
          throw new IOException(sentence, e);
        }
        LOG.warn("{} Until then what belongs into it is lost, and counted.", sentence);
      }
      thread.start();
    }

    private void run() {
      try {
        while (!isClosing) {
          LockSupport.parkNanos(this, TURN_NANOS);
          turns.turn();
        }
        turns.end();
      } catch (RuntimeException | Error e) {
        parts.breakdown().tell("the thread of the audit log has ended", e);
      }
    }

    void close() {
      isClosing = true;
      LockSupport.unpark(thread);
      try {
        if (thread.isAlive() && !thread.join(LONGEST_CLOSE)) {
          LOG.error(
              "The audit log does not end: its disk does not answer. The process ends anyway.");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
