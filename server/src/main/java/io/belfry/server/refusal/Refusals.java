package io.belfry.server.refusal;

import io.belfry.protocol.SocketId;
import io.belfry.server.app.App;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All that this server refuses: counted, and said. The first of a kind and an app is a line at
 * once; those that follow within ten seconds are counted and become one line with the last of them.
 * So whoever floods the server with refusals fills no disk, and hides none but in a number.
 *
 * <p>Thread: thread-safe; noting costs an event loop no more than a few counters.
 *
 * @see "rules HTTP-037, THR-43, USR-073"
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int LOOKED_INTO_A_SECOND = 20;

  private final Map<RefusalPlace, Window> windows = new ConcurrentHashMap<>();
  private final RecentSockets recent = new RecentSockets();
  private final SerialExecutor writer = new SerialExecutor();
  private final Mistakes mistakes;
  private final LongSupplier nanoTime;
  private final Metrics metrics;
  private final Detail detail;
  private long secondBegan;
  private int lookedInto;

  /** How much is said. */
  public enum Detail {
    /** None; they are counted all the same. */
    NONE,
    /** The first of a kind and an app, then a count every ten seconds. */
    JOINED,
    /** Each one, as a developer wants it. */
    EACH
  }

  private record RefusalPlace(RefusalKind kind, String appId) {}

  /** The ten seconds behind a line; in the hands of whoever computes its entry. */
  private static final class Window {
    private final long began;
    private final Map<String, Long> counts = new TreeMap<>();
    private @Nullable Refusal last;

    Window(long began) {
      this.began = began;
    }

    void count(Refusal refusal) {
      counts.merge(refusal.reason(), 1L, Long::sum);
      last = refusal;
    }
  }

  /**
   * Says what is refused.
   *
   * @param apps all apps, whose secrets a wrong signature may have been made with
   * @param detail how much is said
   */
  public Refusals(
      Supplier<? extends Collection<App>> apps,
      Detail detail,
      LongSupplier nanoTime,
      Metrics metrics) {
    this.mistakes = new Mistakes(apps, recent);
    this.detail = detail;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.secondBegan = nanoTime.getAsLong();
  }

  /** A connection was opened; a token for it may come by another one. */
  public void opened(App app, SocketId socketId) {
    recent.add(app.id(), socketId);
  }

  /** Takes note of a refusal. */
  public void note(Refusal refusal) {
    count(refusal);
    if (detail == Detail.NONE) {
      return;
    }
    windows.compute(
        new RefusalPlace(refusal.kind(), refusal.appId()),
        (place, open) -> {
          if (open == null) {
            write(refusal, Level.INFO);
            return new Window(nanoTime.getAsLong());
          }
          boolean isSaid = detail == Detail.EACH && write(refusal, Level.INFO);
          if (!isSaid) {
            open.count(refusal);
            if (LOG.isDebugEnabled()) {
              write(refusal, Level.DEBUG);
            }
          }
          return open;
        });
  }

  private void count(Refusal refusal) {
    String app = refusal.app() == null ? Metrics.UNKNOWN_APP : refusal.app().id();
    switch (refusal.kind()) {
      case SIGN_IN -> metrics.count(Metric.SIGNINS, app, "refused", refusal.reason());
      case API_CALL -> {}
      case SUBSCRIPTION, CONNECTION, CLIENT_EVENT, MESSAGE ->
          metrics.count(Metric.REFUSALS, app, refusal.kind().word(), refusal.reason());
    }
  }

  /** Says what was counted in windows that are over: called about once a second. */
  public void tick() {
    long now = nanoTime.getAsLong();
    for (RefusalPlace place : windows.keySet()) {
      windows.computeIfPresent(place, (same, window) -> next(window, now));
    }
  }

  private static boolean isOver(Window window, long now) {
    return now - window.began >= WINDOW.toNanos();
  }

  private @Nullable Window next(Window window, long now) {
    Refusal last = window.last;
    if (!isOver(window, now)) {
      return window;
    }
    if (last == null) {
      return null;
    }
    Map<String, Long> counts = Map.copyOf(window.counts);
    long seconds = Duration.ofNanos(now - window.began).toSeconds();
    boolean isSaid =
        writer.offer(
            () ->
                Line.joined(last, new TreeMap<>(counts), seconds, finding(last))
                    .writeTo(LOG.atInfo()));
    return isSaid ? new Window(now) : window;
  }

  private boolean write(Refusal refusal, Level level) {
    return writer.offer(() -> Line.of(refusal, finding(refusal)).writeTo(LOG.atLevel(level)));
  }

  // Only the writer comes here.
  private Mistakes.@Nullable Finding finding(Refusal refusal) {
    WrongToken attempt = refusal.attempt();
    App app = refusal.app();
    if (attempt == null || app == null) {
      return null;
    }
    long now = nanoTime.getAsLong();
    if (now - secondBegan >= Duration.ofSeconds(1).toNanos()) {
      secondBegan = now;
      lookedInto = 0;
    }
    return lookedInto++ < LOOKED_INTO_A_SECOND ? mistakes.find(app, attempt) : null;
  }
}
