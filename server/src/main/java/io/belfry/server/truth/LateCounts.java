package io.belfry.server.truth;

import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Numbers of subscriptions that nobody is told at once: a loop gathers them for a quarter of a
 * second and then tells the newest of each channel, so that a crowd costs no more than its
 * channels.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule CLU-051"
 */
final class LateCounts {
  private static final Duration GATHERED = Duration.ofMillis(250);

  private final Loop loop;
  private final Consumer<Collection<Report.HowMany>> tell;
  private Map<Subject, Report.HowMany> waiting = new LinkedHashMap<>();
  private boolean isGathering;

  LateCounts(Loop loop, Consumer<Collection<Report.HowMany>> tell) {
    this.loop = loop;
    this.tell = tell;
  }

  void counted(Report.HowMany newest) {
    if (!isGathering) {
      isGathering = true;
      loop.after(GATHERED, this::tellAll);
    }
    waiting.put(newest.subject(), newest);
  }

  /** The loop does not hold it any more, or has told a number that is newer. */
  void forget(Subject.OfChannel channel) {
    waiting.remove(channel);
  }

  private void tellAll() {
    isGathering = false;
    Map<Subject, Report.HowMany> gathered = waiting;
    waiting = new LinkedHashMap<>();
    tell.accept(gathered.values());
  }
}
