package io.belfry.server.truth;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decides what is true from what its holders report: a channel is occupied while anyone holds it, a
 * user is online while anyone holds a connection of the user, somebody is a member while anyone
 * holds the membership. A pure state machine, (state, report) to (state, decisions): no clock, no
 * I/O, and the same reports always lead to the same decisions. Reports may come twice; only the one
 * that changes something leads to a decision.
 *
 * <p>The same machine serves on two levels. The owner of a part of a node has one whose holders are
 * event loops; what that one decides is what the node has to tell the {@link Truth}. A truth that
 * hears of several nodes can have another, whose holders are those nodes.
 *
 * <p>A holder that says it no longer holds a channel or user takes with it all that it said of it;
 * one that is dead is {@linkplain #forget forgotten}.
 *
 * <p>Thread: confined to its owner.
 *
 * @see "rules WS-065 to WS-067, WS-088, WS-089"
 */
public final class Keeper {
  private final Map<Subject.OfChannel, ChannelState> channels = new HashMap<>();
  private final HeldUsers users;
  private final Map<Subject.OfWatchers, Set<Holder>> watchers = new HashMap<>();

  /** A keeper of nothing yet. */
  public Keeper() {
    this(new HeldUsers());
  }

  /** Whose users stand in that table, in which the owner takes notes of its own. */
  Keeper(HeldUsers users) {
    this.users = users;
  }

  /** Takes a report; the decisions, if it changes what is true, in their order. */
  public List<Decision> apply(Report report) {
    return switch (report) {
      case Report.FirstIn in -> enter(in.subject(), in.holder());
      case Report.LastOut out -> leave(out.subject(), out.holder());
      case Report.MemberIn in -> memberIn(in);
      case Report.MemberOut out -> memberOut(out);
      case Report.UserIn in -> userIn(in);
      case Report.HowMany counted -> count(counted);
    };
  }

  /**
   * Forgets all that the holders of a node have said, as if each had said that it holds nothing any
   * more: the node is dead. The decisions of one channel or user stand together.
   */
  public List<Decision> forget(String node) {
    List<Decision> decisions = new ArrayList<>();
    List<Subject> held = new ArrayList<>(channels.keySet());
    users.forEach(held::add);
    held.addAll(watchers.keySet());
    for (Subject subject : held) {
      for (Holder holder : List.copyOf(holders(subject))) {
        if (holder.node().equals(node)) {
          decisions.addAll(leave(subject, holder));
        }
      }
    }
    return decisions;
  }

  /**
   * Says all that is true as one holder would report it: what a node has to say to a truth that has
   * lost it. Without bounds, since what is held was admitted before.
   */
  public void sayAll(Holder as, Consumer<Report> report) {
    watchers.keySet().forEach(subject -> report.accept(new Report.FirstIn(subject, as)));
    users.forEach(user -> report.accept(new Report.UserIn(user, as, (int) connections(user), -1)));
    channels.forEach(
        (channel, state) -> {
          report.accept(new Report.FirstIn(channel, as));
          state
              .roster()
              .forEach(member -> report.accept(new Report.MemberIn(channel, as, member, -1)));
          if (state.isCounted()) {
            report.accept(new Report.HowMany(channel, as, (int) state.subscriptions()));
          }
        });
  }

  /** The members of a channel in the order in which they came; empty when there is none. */
  public List<Member> roster(Subject.OfChannel channel) {
    return channel(channel).map(ChannelState::roster).orElse(List.of());
  }

  /** How many members a channel has. */
  public int members(Subject.OfChannel channel) {
    return channel(channel).map(ChannelState::memberCount).orElse(0);
  }

  /** Whether the user is a member of the channel. */
  public boolean isMember(Subject.OfChannel channel, UserId user) {
    return channel(channel).filter(state -> state.hasMember(user)).isPresent();
  }

  /** How many connections of the user the holder has reported. */
  public int connections(Subject.OfUser user, Holder holder) {
    return users.of(user).getOrDefault(holder, 0);
  }

  /** How many connections of the user all holders together have reported. */
  public long connections(Subject.OfUser user) {
    return users.connections(user);
  }

  /** Whether anyone holds a connection of the user. */
  public boolean isOnline(Subject.OfUser user) {
    return !users.of(user).isEmpty();
  }

  /** Who holds the subject; not to be kept, since it changes with the next report. */
  public Set<Holder> holders(Subject subject) {
    return switch (subject) {
      case Subject.OfChannel channel ->
          channel(channel).map(ChannelState::holders).orElse(Set.of());
      case Subject.OfUser user -> users.of(user).keySet();
      case Subject.OfWatchers of -> watchers.getOrDefault(of, Set.of());
    };
  }

  /** Gives each channel that has members. */
  public void forEachRoster(Consumer<Subject.OfChannel> action) {
    channels.forEach(
        (channel, state) -> {
          if (state.memberCount() > 0) {
            action.accept(channel);
          }
        });
  }

  /** How many channels and users are held. */
  public int size() {
    return channels.size() + users.size();
  }

  private Optional<ChannelState> channel(Subject.OfChannel subject) {
    return Optional.ofNullable(channels.get(subject));
  }

  private List<Decision> enter(Subject subject, Holder holder) {
    return switch (subject) {
      case Subject.OfChannel channel -> {
        ChannelState state = channels.computeIfAbsent(channel, unused -> new ChannelState());
        boolean isFirst = state.isVacant();
        state.enter(holder);
        yield only(isFirst, new Decision.Occupied(channel.appId(), channel.channel()));
      }
      case Subject.OfUser user ->
          users.of(user).containsKey(holder)
              ? List.of()
              : only(users.put(user, holder, 0), new Decision.Online(user.appId(), user.user()));
      case Subject.OfWatchers of -> {
        Set<Holder> held = watchers.computeIfAbsent(of, unused -> new HashSet<>(2));
        boolean isFirst = held.isEmpty();
        held.add(holder);
        yield only(isFirst, new Decision.Watched(of.appId()));
      }
    };
  }

  private List<Decision> leave(Subject subject, Holder holder) {
    return switch (subject) {
      case Subject.OfChannel channel -> leave(channel, holder);
      case Subject.OfUser user ->
          only(users.remove(user, holder), new Decision.Offline(user.appId(), user.user()));
      case Subject.OfWatchers of -> {
        Set<Holder> held = watchers.getOrDefault(of, Set.of());
        boolean isLast = held.contains(holder) && held.remove(holder) && held.isEmpty();
        if (isLast) {
          watchers.remove(of);
        }
        yield only(isLast, new Decision.Unwatched(of.appId()));
      }
    };
  }

  private List<Decision> leave(Subject.OfChannel channel, Holder holder) {
    ChannelState state = channels.get(channel);
    if (state == null || !state.isHeldBy(holder)) {
      return List.of();
    }
    List<Decision> decisions = new ArrayList<>(1);
    state.membersOf(holder).forEach(user -> decisions.add(removed(channel, user)));
    boolean countChanged = state.leave(holder);
    if (state.isVacant()) {
      channels.remove(channel);
      decisions.add(new Decision.Vacated(channel.appId(), channel.channel()));
    } else if (countChanged) {
      decisions.add(total(channel, state));
    }
    return decisions;
  }

  private List<Decision> memberIn(Report.MemberIn in) {
    ChannelState state = channels.get(in.subject());
    if (state == null || !state.isHeldBy(in.holder())) {
      return List.of();
    }
    boolean isNew = !state.hasMember(in.member().id());
    if (isNew && in.maxMembers() >= 0 && state.memberCount() >= in.maxMembers()) {
      return List.of();
    }
    state.memberIn(in.member(), in.holder());
    return only(
        isNew, new Decision.MemberAdded(in.subject().appId(), in.subject().channel(), in.member()));
  }

  private List<Decision> memberOut(Report.MemberOut out) {
    return channel(out.subject())
        .flatMap(state -> state.memberOut(out.user(), out.holder()))
        .map(user -> List.of(removed(out.subject(), user)))
        .orElse(List.of());
  }

  private List<Decision> userIn(Report.UserIn in) {
    Subject.OfUser user = in.subject();
    long ofOthers = users.connections(user) - connections(user, in.holder());
    if (in.maxConnections() >= 0 && ofOthers + in.connections() > in.maxConnections()) {
      return List.of();
    }
    return only(
        users.put(user, in.holder(), in.connections()),
        new Decision.Online(user.appId(), user.user()));
  }

  private List<Decision> count(Report.HowMany counted) {
    return switch (counted.subject()) {
      case Subject.OfChannel channel ->
          channel(channel)
              .filter(state -> state.isHeldBy(counted.holder()))
              .filter(state -> state.count(counted.holder(), counted.connections()))
              .map(state -> List.of(total(channel, state)))
              .orElse(List.of());
      case Subject.OfUser user -> {
        if (users.of(user).containsKey(counted.holder())) {
          users.put(user, counted.holder(), counted.connections());
        }
        yield List.of();
      }
      case Subject.OfWatchers unused -> List.of();
    };
  }

  private static List<Decision> only(boolean isDecided, Decision decision) {
    return isDecided ? List.of(decision) : List.of();
  }

  private static Decision removed(Subject.OfChannel channel, UserId user) {
    return new Decision.MemberRemoved(channel.appId(), channel.channel(), user);
  }

  private static Decision total(Subject.OfChannel channel, ChannelState state) {
    return new Decision.Counted(channel.appId(), channel.channel(), state.subscriptions());
  }
}
