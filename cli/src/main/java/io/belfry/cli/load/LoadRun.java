package io.belfry.cli.load;

import io.belfry.protocol.ChannelName;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One load test from its first connection to its report. One connection goes ahead and finds out
 * whether the server is there and takes the credentials; then all others are opened, then it is
 * published, then what is on its way is awaited, then all leave.
 *
 * <p>Thread: confined to the event loop of the load test, but for {@link #report}.
 */
final class LoadRun implements Publisher.Observer {
  private static final int PUBLISHERS = 4;
  private static final long PATIENCE_SECONDS = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  private final EventLoop loop;
  private final LoadPlan plan;
  private final Tally tally = new Tally();
  private final List<LoadChannel> channels = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();
  private final Crowd crowd;
  private final Paced opening;
  private final Paced churn;
  private final Paced publishing;
  private final CompletableFuture<LoadReport> report = new CompletableFuture<>();
  private final Target target;
  private Phase phase = Phase.SCOUTING;
  private Optional<String> stop = Optional.empty();
  private long publishStart;
  private double seconds;
  private int nextChannel;

  private enum Phase {
    SCOUTING,
    OPENING,
    PUBLISHING,
    AWAITING,
    LEAVING,
    DONE
  }

  LoadRun(Sockets sockets, Target target, LoadPlan plan, String name) {
    this.loop = sockets.loop();
    this.target = target;
    this.plan = plan;
    String prefix = plan.traffic().kind().prefix() + name + "-";
    for (int i = 0; i < plan.traffic().channels(); i++) {
      channels.add(new LoadChannel(i, new ChannelName(prefix + i, plan.traffic().kind())));
    }
    PublishRequests requests = new PublishRequests(target, InstantSource.system());
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(new Publisher(sockets, requests, tally, this));
    }
    Crowd.Cast cast = new Crowd.Cast(target, name, plan.crowd().users(), channels);
    crowd = new Crowd(sockets, cast, tally, this::advance);
    opening = new Paced(loop, plan.crowd().perSecond(), due -> openOne());
    churn = new Paced(loop, plan.churn().perSecond(), due -> replaceOne());
    publishing = new Paced(loop, plan.traffic().perSecond(), this::publishOne);
  }

  void start() {
    crowd.open();
  }

  /** What was found; a {@link LoadFailure} when nothing could connect. */
  CompletableFuture<LoadReport> report() {
    return report;
  }

  Tally tally() {
    return tally;
  }

  int present() {
    return crowd.present();
  }

  private void openOne() {
    if (crowd.begun() < plan.crowd().connections()) {
      crowd.open();
    } else {
      opening.stop();
      advance();
    }
  }

  private void replaceOne() {
    long most = plan.churn().openings();
    if (most == 0 || crowd.begun() < most) {
      crowd.replaceOldest();
    } else {
      finish();
    }
  }

  private void publishOne(long due) {
    boolean isAfterTheEnd = due - publishStart >= plan.duration().toNanos();
    if (isAfterTheEnd && plan.churn().openings() == 0) {
      return;
    }
    LoadChannel channel = channels.get(nextChannel);
    nextChannel = (nextChannel + 1) % channels.size();
    publishers
        .get(channel.index() % PUBLISHERS)
        .publish(new Publisher.Due(channel, due, plan.traffic().size()));
  }

  /** Goes on to the next phase when its time has come; runs after each change and now and then. */
  void advance() {
    switch (phase) {
      case SCOUTING -> afterScouting();
      case OPENING -> afterOpening();
      case PUBLISHING -> stopIfNobodyIsLeft();
      case AWAITING -> afterLastAnswer();
      case LEAVING -> afterLeaving();
      case DONE -> {}
    }
  }

  private void afterScouting() {
    if (crowd.present() > 0) {
      phase = Phase.OPENING;
      opening.start(System.nanoTime());
    } else if (!crowd.isMoving()) {
      phase = Phase.DONE;
      String reason = crowd.lastReason().orElse("no reason was given");
      report.completeExceptionally(
          new LoadFailure(
              "Cannot connect to "
                  + target.authority()
                  + ": "
                  + reason.replaceFirst("\\.$", "")
                  + ". "
                  + Remedy.of(reason)));
    }
  }

  private void afterOpening() {
    if (crowd.begun() >= plan.crowd().connections() && !crowd.isMoving()) {
      phase = Phase.PUBLISHING;
      publishStart = System.nanoTime();
      publishing.start(publishStart);
      churn.start(publishStart);
      if (plan.churn().openings() == 0) {
        loop.schedule(this::finish, plan.duration().toNanos(), TimeUnit.NANOSECONDS);
      }
    }
    stopIfNobodyIsLeft();
  }

  private void stopIfNobodyIsLeft() {
    if (crowd.present() == 0 && !crowd.isMoving() && crowd.lastReason().isPresent()) {
      stop(
          "No connection is left: "
              + crowd.lastReason().get()
              + ". Expected the server to keep them; its log says more.");
    }
  }

  @Override
  public void unreachable(String why) {
    stop(
        "The HTTP API at "
            + target.apiAuthority()
            + " cannot be reached: "
            + why
            + ". Expected it to stay there; look at the server's log, or name its port with"
            + " --api-port.");
  }

  @Override
  public void refused(String why) {
    stop(
        "A publish was refused: "
            + why.replaceFirst("\\.$", "")
            + ". Expected app id, key and secret of one app; check all three.");
  }

  private void stop(String sentence) {
    if (phase.compareTo(Phase.AWAITING) < 0) {
      stop = Optional.of(sentence);
      finish();
    }
  }

  /** Publishes no more; awaits what is on its way, and lets all leave. */
  void finish() {
    if (phase.compareTo(Phase.AWAITING) >= 0) {
      return;
    }
    phase = Phase.AWAITING;
    publishing.catchUp();
    seconds = publishStart == 0 ? 0 : (System.nanoTime() - publishStart) / NANOS_PER_SECOND;
    List.of(opening, churn, publishing).forEach(Paced::stop);
    loop.schedule(this::leave, stop.isPresent() ? 0 : PATIENCE_SECONDS, TimeUnit.SECONDS);
    advance();
  }

  private void afterLastAnswer() {
    if (publishers.stream().allMatch(Publisher::isIdle) && !crowd.isMoving()) {
      leave();
    }
  }

  private void leave() {
    if (phase == Phase.AWAITING) {
      phase = Phase.LEAVING;
      publishers.forEach(Publisher::stop);
      crowd.leaveAll();
      advance();
    }
  }

  private void afterLeaving() {
    if (crowd.present() == 0 && !crowd.isMoving()) {
      phase = Phase.DONE;
      report.complete(tally.report(seconds, stop));
    }
  }
}
