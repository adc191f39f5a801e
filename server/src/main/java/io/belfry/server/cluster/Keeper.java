package io.belfry.server.cluster;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.KeeperState.ChannelState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Decides what is true for an app from what its holders report: a channel is occupied while anyone
 * holds it, a user is online while anyone holds a connection of the user, somebody is a member
 * while anyone holds the membership. A pure state machine, (state, report) to (state, decisions):
 * no clock, no I/O, and the same reports always lead to the same decisions. Reports may come twice;
 * only the one that changes something leads to a decision.
 *
 * <p>A holder that says it no longer holds a channel or user takes with it all that it said of it.
 *
 * <p>Thread: confined to its owner.
 *
 * @see "rules WS-065 to WS-067, WS-088, WS-089"
 */
public final class Keeper {
  private final Map<Subject.OfChannel, ChannelState> channels = new HashMap<>();

  /**
   * For each user who holds how many connections; a grace period holds none. Almost every user has
   * one holder, for whom a map that cannot be changed takes least.
   */
  private final Map<Subject.OfUser, Map<Holder, Integer>> users = new HashMap<>();

  /** Takes a report; the decisions, if it changes what is true, in their order. */
  public List<Decision> apply(Report report) {
    return switch (report) {
      case Report.FirstIn in -> enter(in.subject(), in.holder());
      case Report.LastOut out -> leave(out.subject(), out.holder());
      case Report.MemberIn in -> memberIn(in);
      case Report.MemberOut out -> memberOut(out);
      case Report.UserIn in -> userIn(in);
      case Report.Counted counted -> count(counted);
    };
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

  /** Whether the holder is among those who hold the subject. */
  public boolean isHeldBy(Subject subject, Holder holder) {
    return holders(subject).contains(holder);
  }

  /** How many connections of the user the holder has reported. */
  public int connections(Subject.OfUser user, Holder holder) {
    return users.getOrDefault(user, Map.of()).getOrDefault(holder, 0);
  }

  /** Whether anyone holds a connection of the user. */
  public boolean isOnline(Subject.OfUser user) {
    return users.containsKey(user);
  }

  /** Who holds the subject; not to be kept, since it changes with the next report. */
  public Set<Holder> holders(Subject subject) {
    return switch (subject) {
      case Subject.OfChannel channel ->
          channel(channel).map(ChannelState::holders).orElse(Set.of());
      case Subject.OfUser user -> users.getOrDefault(user, Map.of()).keySet();
    };
  }

  /** Gives each channel that has members, with their number. */
  public void forEachRoster(BiConsumer<Subject.OfChannel, Integer> action) {
    channels.forEach(
        (channel, state) -> {
          if (state.memberCount() > 0) {
            action.accept(channel, state.memberCount());
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
        yield isFirst
            ? List.of(new Decision.Occupied(channel.appId(), channel.channel()))
            : List.of();
      }
      case Subject.OfUser user -> {
        Map<Holder, Integer> held = users.getOrDefault(user, Map.of());
        if (!held.containsKey(holder)) {
          users.put(user, with(held, holder, 0));
        }
        yield held.isEmpty() ? List.of(new Decision.Online(user.appId(), user.user())) : List.of();
      }
    };
  }

  private List<Decision> leave(Subject subject, Holder holder) {
    return switch (subject) {
      case Subject.OfChannel channel -> leave(channel, holder);
      case Subject.OfUser user -> {
        Map<Holder, Integer> held = users.getOrDefault(user, Map.of());
        if (!held.containsKey(holder)) {
          yield List.of();
        }
        if (held.size() > 1) {
          users.put(user, without(held, holder));
          yield List.of();
        }
        users.remove(user);
        yield List.of(new Decision.Offline(user.appId(), user.user()));
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
    return isNew
        ? List.of(
            new Decision.MemberAdded(in.subject().appId(), in.subject().channel(), in.member()))
        : List.of();
  }

  private List<Decision> memberOut(Report.MemberOut out) {
    return channel(out.subject())
        .flatMap(state -> state.memberOut(out.user(), out.holder()))
        .map(user -> List.of(removed(out.subject(), user)))
        .orElse(List.of());
  }

  private List<Decision> userIn(Report.UserIn in) {
    Map<Holder, Integer> held = users.getOrDefault(in.subject(), Map.of());
    if (in.maxConnections() >= 0
        && ofOthers(held, in.holder()) + in.connections() > in.maxConnections()) {
      return List.of();
    }
    users.put(in.subject(), with(held, in.holder(), in.connections()));
    return held.isEmpty()
        ? List.of(new Decision.Online(in.subject().appId(), in.subject().user()))
        : List.of();
  }

  private static long ofOthers(Map<Holder, Integer> held, Holder holder) {
    long all = 0;
    for (int connections : held.values()) {
      all += connections;
    }
    return all - held.getOrDefault(holder, 0);
  }

  private List<Decision> count(Report.Counted counted) {
    return switch (counted.subject()) {
      case Subject.OfChannel channel ->
          channel(channel)
              .filter(state -> state.isHeldBy(counted.holder()))
              .filter(state -> state.count(counted.holder(), counted.connections()))
              .map(state -> List.of(total(channel, state)))
              .orElse(List.of());
      case Subject.OfUser user -> {
        setConnections(user, counted.holder(), counted.connections());
        yield List.of();
      }
    };
  }

  private void setConnections(Subject.OfUser user, Holder holder, int connections) {
    Map<Holder, Integer> held = users.getOrDefault(user, Map.of());
    if (held.containsKey(holder)) {
      users.put(user, with(held, holder, connections));
    }
  }

  private static Map<Holder, Integer> with(
      Map<Holder, Integer> held, Holder holder, int connections) {
    if (held.isEmpty() || (held.size() == 1 && held.containsKey(holder))) {
      return Map.of(holder, connections);
    }
    Map<Holder, Integer> changed = new HashMap<>(held);
    changed.put(holder, connections);
    return Map.copyOf(changed);
  }

  private static Map<Holder, Integer> without(Map<Holder, Integer> held, Holder holder) {
    Map<Holder, Integer> changed = new HashMap<>(held);
    changed.remove(holder);
    return Map.copyOf(changed);
  }

  private static Decision removed(Subject.OfChannel channel, UserId user) {
    return new Decision.MemberRemoved(channel.appId(), channel.channel(), user);
  }

  private static Decision total(Subject.OfChannel channel, ChannelState state) {
    return new Decision.Counted(channel.appId(), channel.channel(), state.subscriptions());
  }
}
