package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.store.CachedEvents.CachedEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask the whole app. Every event loop of every node answers from what it holds, and
 * the parts are put together with {@link #merge}: numbers come from the tables of connections and
 * are never kept beside them.
 *
 * <p>Thread: immutable.
 *
 * @param <A> what it is answered with
 */
public sealed interface Question<A> {
  /** App that is asked. */
  String appId();

  /** The answer of somebody who holds nothing. */
  A nothing();

  /** Two partial answers as one; may be one of the two, changed. */
  A merge(A one, A other);

  /**
   * Something that nodes tell whatever joins them, so that it answers without asking each of them.
   *
   * @param <A> what it is answered with
   */
  sealed interface OfCluster<A> extends Question<A> {}

  /**
   * What is known of a channel.
   *
   * @param subscriptions subscribed connections
   * @param members distinct members
   */
  record ChannelFacts(long subscriptions, long members) {
    /** Of a channel that nobody holds. */
    public static final ChannelFacts NONE = new ChannelFacts(0, 0);

    /** Both parts together: subscriptions are each one's own, members are those of the app. */
    public ChannelFacts plus(ChannelFacts other) {
      return new ChannelFacts(
          subscriptions + other.subscriptions, Math.max(members, other.members));
    }
  }

  /**
   * What is known of some channels; a channel nobody holds is missing in the answer.
   *
   * @param channels at most as many as one publish may name
   */
  record OfChannels(String appId, Set<ChannelName> channels)
      implements OfCluster<Map<String, ChannelFacts>> {
    /** Takes a copy of the set. */
    public OfChannels {
      channels = Set.copyOf(channels);
    }

    @Override
    public Map<String, ChannelFacts> nothing() {
      return Map.of();
    }

    @Override
    public Map<String, ChannelFacts> merge(
        Map<String, ChannelFacts> one, Map<String, ChannelFacts> other) {
      return merged(one, other);
    }
  }

  /**
   * All channels with at least one subscription whose names begin with a prefix.
   *
   * @param prefix empty for all
   */
  record OccupiedChannels(String appId, String prefix)
      implements OfCluster<Map<String, ChannelFacts>> {
    @Override
    public Map<String, ChannelFacts> nothing() {
      return Map.of();
    }

    @Override
    public Map<String, ChannelFacts> merge(
        Map<String, ChannelFacts> one, Map<String, ChannelFacts> other) {
      return merged(one, other);
    }
  }

  /** The members of a presence channel, in the order in which they came. */
  record Members(String appId, ChannelName channel) implements OfCluster<List<Member>> {
    @Override
    public List<Member> nothing() {
      return List.of();
    }

    @Override
    public List<Member> merge(List<Member> one, List<Member> other) {
      return one.isEmpty() ? other : one;
    }
  }

  /** How many connections the app has. */
  record ConnectionCount(String appId) implements OfCluster<Long> {
    @Override
    public Long nothing() {
      return 0L;
    }

    @Override
    public Long merge(Long one, Long other) {
      return one + other;
    }
  }

  /** The event that a cache channel keeps. */
  record Cached(String appId, ChannelName channel) implements OfCluster<Optional<CachedEvent>> {
    @Override
    public Optional<CachedEvent> nothing() {
      return Optional.empty();
    }

    @Override
    public Optional<CachedEvent> merge(Optional<CachedEvent> one, Optional<CachedEvent> other) {
      return one.isPresent() ? one : other;
    }
  }

  /**
   * Something of which each node knows its own part and nobody else does, so that each is asked.
   *
   * @param <A> what it is answered with
   */
  sealed interface OfEachNode<A> extends Question<A> {}

  /**
   * Users who are online, in code-point order of their ids.
   *
   * @param prefix what ids begin with; empty for all
   * @param after only ids behind this one; null for all
   * @param most so many at most, at least 1
   * @see "rules USR-010, USR-011"
   */
  record OnlineUsers(String appId, String prefix, @Nullable UserId after, int most)
      implements OfEachNode<List<UserFacts>> {
    @Override
    public List<UserFacts> nothing() {
      return List.of();
    }

    // A user among the first of all is among the first of each part that has it.
    @Override
    public List<UserFacts> merge(List<UserFacts> one, List<UserFacts> other) {
      if (one.isEmpty() || other.isEmpty()) {
        return one.isEmpty() ? other : one;
      }
      SortedMap<UserId, UserFacts> all = new TreeMap<>();
      one.forEach(user -> all.put(user.id(), user));
      other.forEach(user -> all.merge(user.id(), user, UserFacts::plus));
      return all.values().stream().limit(most).toList();
    }
  }

  /**
   * What is known of some users; one who is offline is missing in the answer.
   *
   * @param users at most 1,000
   */
  record OfUsers(String appId, Set<UserId> users) implements OfEachNode<Map<UserId, UserFacts>> {
    /** Takes a copy of the set. */
    public OfUsers {
      users = Set.copyOf(users);
    }

    @Override
    public Map<UserId, UserFacts> nothing() {
      return Map.of();
    }

    @Override
    public Map<UserId, UserFacts> merge(Map<UserId, UserFacts> one, Map<UserId, UserFacts> other) {
      if (one.isEmpty() || other.isEmpty()) {
        return one.isEmpty() ? other : one;
      }
      Map<UserId, UserFacts> all = new HashMap<>(one);
      other.forEach((id, user) -> all.merge(id, user, UserFacts::plus));
      return all;
    }
  }

  /**
   * The sessions of a user in the order of their socket ids; of more than that, any.
   *
   * @param wantsChannels whether the names of their channels are wanted
   * @param most so many at most, at least 1
   * @see "rule USR-016"
   */
  record Sessions(String appId, UserId user, boolean wantsChannels, int most)
      implements OfEachNode<List<SessionFacts>> {
    @Override
    public List<SessionFacts> nothing() {
      return List.of();
    }

    @Override
    public List<SessionFacts> merge(List<SessionFacts> one, List<SessionFacts> other) {
      return Stream.concat(one.stream(), other.stream())
          .sorted(Comparator.comparing(session -> session.socketId().text()))
          .limit(most)
          .toList();
    }
  }

  private static Map<String, ChannelFacts> merged(
      Map<String, ChannelFacts> one, Map<String, ChannelFacts> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    Map<String, ChannelFacts> all = new HashMap<>(one);
    other.forEach((name, facts) -> all.merge(name, facts, ChannelFacts::plus));
    return all;
  }

  /**
   * What the app answered to a {@link Question}.
   *
   * <p>Thread: immutable.
   *
   * @param value the parts that came, put together
   * @param coverage whether every node answered in time
   * @param <A> kind of value
   */
  record Answer<A>(A value, Coverage coverage) {
    /** Who answered. */
    public enum Coverage {
      /** Every node. */
      COMPLETE,
      /** Some node did not, so the value may be too small. */
      PARTIAL
    }

    /** An answer in which no part is missing. */
    public static <A> Answer<A> complete(A value) {
      return new Answer<>(value, Coverage.COMPLETE);
    }
  }
}
