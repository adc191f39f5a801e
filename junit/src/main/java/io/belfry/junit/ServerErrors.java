package io.belfry.junit;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Listens to what servers of this process say when something is wrong with them, as far as the log
 * can be listened to.
 *
 * <p>Thread: thread-safe.
 */
final class ServerErrors implements AutoCloseable {
  /** Whose errors count: the server's, its cluster's, and that of lost buffers. */
  static final List<String> LOGGERS =
      List.of("io.belfry.server", "io.belfry.cluster", "io.netty.util.ResourceLeakDetector");

  private static final int MOST = 100;

  private final List<String> lines = new ArrayList<>();
  private final Runnable end;
  private boolean areAllowed;

  ServerErrors() {
    String log = LoggerFactory.getILoggerFactory().getClass().getName();
    if (log.equals("ch.qos.logback.classic.LoggerContext")) {
      end = LogbackErrors.listen(this::add);
    } else if (log.equals("org.slf4j.jul.JDK14LoggerFactory")) {
      end = JulErrors.listen(this::add);
    } else {
      end = () -> {};
    }
  }

  private synchronized void add(String line) {
    if (lines.size() < MOST) {
      lines.add(line);
    }
  }

  /** Errors are what the test wants. */
  synchronized void allow() {
    areAllowed = true;
    lines.clear();
  }

  /** All that was said since this was asked last; nothing where errors were allowed. */
  synchronized List<String> take() {
    List<String> all = areAllowed ? List.of() : List.copyOf(lines);
    lines.clear();
    areAllowed = false;
    return all;
  }

  @Override
  public void close() {
    end.run();
  }
}
