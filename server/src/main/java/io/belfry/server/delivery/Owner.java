package io.belfry.server.delivery;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.channel.CachedEvents;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.Opening;
import io.belfry.server.cluster.CachedEvent;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Holder;
import io.belfry.server.cluster.Keeper;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.user.Users.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one event loop decides: for the channels and users that it owns it takes the reports, puts
 * the publications in order, and keeps the last events. Everything that it says to another loop
 * goes the same way in the order in which it was decided. So an answer to a newcomer and the frames
 * that follow fit together without a number on either.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-056, WS-057, WS-061, WS-067, WS-078"
 */
final class Owner {
  private static final Duration SWEEP_GAP = Duration.ofMinutes(1);
  private static final String GRACE = "grace period";

  private final Loop loop;
  private final Keeper keeper;
  private final CachedEvents cached;
  private final FanOut fanOut;
  private final Consumer<Decision> decisions;
  private final Map<Subject.OfUser, Holder> stays = new HashMap<>();
  private long gracePeriods;

  /** An owner on that loop, whose decisions are told as {@link News}. */
  Owner(Loop loop, CachedEvents cached, FanOut fanOut) {
    this.loop = loop;
    this.keeper = new Keeper();
    this.cached = cached;
    this.fanOut = fanOut;
    this.decisions = new News(loop, keeper, fanOut);
  }

  Loop loop() {
    return loop;
  }

  Keeper keeper() {
    return keeper;
  }

  /** Begins to forget what has outlived its time. */
  void start() {
    loop.after(
        SWEEP_GAP,
        () -> {
          cached.sweep();
          start();
        });
  }

  void apply(Report report) {
    keeper.apply(report).forEach(decisions);
  }

  /** Lets somebody into a channel, or not, with all that a newcomer has to know. */
  Opening open(Report.MemberIn newcomer) {
    apply(newcomer);
    Subject.OfChannel channel = newcomer.subject();
    return keeper.isMember(channel, newcomer.member().id()) ? opening(channel) : new Opening.Full();
  }

  /** What a newcomer has to know of a channel without members of its own. */
  Opening opening(Subject.OfChannel channel) {
    Optional<CachedEvent> event =
        channel.channel().kind().has(Trait.CACHE) ? cached.find(channel) : Optional.empty();
    return new Opening.Granted(keeper.roster(channel), event);
  }

  List<Member> roster(Subject.OfChannel channel) {
    return keeper.roster(channel);
  }

  Verdict signIn(Report.UserIn user) {
    apply(user);
    return keeper.connections(user.subject(), user.holder()) == user.connections()
        ? Verdict.SIGNED_IN
        : Verdict.TOO_MANY_CONNECTIONS;
  }

  /** The last connection of a user is gone; somebody who comes back in time was never away. */
  void lastOut(Subject.OfUser user, Holder holder, Duration grace) {
    if (grace.isPositive() && keeper.isHeldBy(user, holder)) {
      Holder stay = new Holder(GRACE, ++gracePeriods);
      Holder before = stays.put(user, stay);
      apply(new Report.FirstIn(user, stay));
      if (before != null) {
        // One at a time: a user who comes and goes leaves no row of them.
        apply(new Report.LastOut(user, before));
      }
      loop.after(
          grace,
          () -> {
            if (stays.remove(user, stay)) {
              apply(new Report.LastOut(user, stay));
            }
          });
    }
    apply(new Report.LastOut(user, holder));
  }

  Optional<CachedEvent> cachedEvent(Subject.OfChannel channel) {
    return cached.find(channel);
  }

  /** Keeps the text of an event for newcomers of its channel. */
  void keep(Subject.OfChannel channel, byte[] text, CachedEvents.Retention retention) {
    cached.put(channel, text, retention);
  }

  /**
   * Gives a publication its place in the order of what it is for.
   *
   * @param came when it came
   */
  void publish(Publication publication, Subject subject, long came) {
    fanOut.deliver(publication, keeper.holders(subject), came);
  }

  /** Whom a publication is for: a channel, or the user that a server-to-user channel names. */
  static Subject subjectOf(Publication publication) {
    Optional<UserId> user = publication.channel().user();
    return user.isPresent()
        ? new Subject.OfUser(publication.appId(), user.get())
        : new Subject.OfChannel(publication.appId(), publication.channel());
  }
}
