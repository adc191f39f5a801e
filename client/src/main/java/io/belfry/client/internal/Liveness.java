package io.belfry.client.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices a dead connection: after a silence it sends a ping, and if then nothing at all comes it
 * says so. Any frame is a sign of life. A frame costs one read of the clock and no timer.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rule CL-016"
 */
final class Liveness {
  private static final Duration PROBE = Duration.ofSeconds(5);

  private final Loop loop;
  private final Timing timing;
  private final Runnable dead;
  private Duration activityTimeout = Duration.ZERO;
  private long lastActivity;
  private long frames;
  private Transport.@Nullable Link link;
  private Loop.@Nullable Timer timer;

  Liveness(Loop loop, Timing timing, Runnable dead) {
    this.loop = loop;
    this.timing = timing;
    this.dead = dead;
  }

  /**
   * Begins to watch.
   *
   * @param serverSeconds what the server named; 0 when it named nothing
   */
  void start(Transport.Link watched, int serverSeconds) {
    Duration own = timing.activityTimeout();
    Duration server = Duration.ofSeconds(serverSeconds);
    activityTimeout = serverSeconds > 0 && server.compareTo(own) < 0 ? server : own;
    link = watched;
    activity();
    timer = loop.schedule(activityTimeout, this::checkSilence);
  }

  void activity() {
    lastActivity = loop.nanoTime();
    frames++;
  }

  void stop() {
    link = null;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** Asks now, and waits for an answer for a short time only. */
  void probe() {
    Transport.Link probed = link;
    if (probed != null && timer != null) {
      timer.cancel();
      ask(probed, PROBE.compareTo(timing.pongTimeout()) < 0 ? PROBE : timing.pongTimeout());
    }
  }

  private void checkSilence() {
    if (link == null) {
      return;
    }
    Duration left = activityTimeout.minusNanos(loop.nanoTime() - lastActivity);
    if (left.compareTo(Duration.ZERO) > 0) {
      timer = loop.schedule(left, this::checkSilence);
      return;
    }
    ask(link, timing.pongTimeout());
  }

  private void ask(Transport.Link asked, Duration patience) {
    long before = frames;
    timer = loop.schedule(patience, () -> checkAnswer(before));
    asked.ping();
  }

  private void checkAnswer(long before) {
    if (link == null) {
      return;
    }
    if (frames == before) {
      dead.run();
    } else {
      checkSilence();
    }
  }
}
