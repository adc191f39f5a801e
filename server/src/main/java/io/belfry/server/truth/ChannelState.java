package io.belfry.server.truth;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Report.Holder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link Keeper} remembers of one channel. Members and counts are there only where a channel
 * has them.
 *
 * <p>Thread: confined to its keeper.
 */
final class ChannelState {
  /** A member and who holds it; what the first connection said of itself stays. */
  private record HeldMember(Member member, Set<Holder> holders) {}

  private final Set<Holder> holders = new HashSet<>(2);
  private Map<UserId, HeldMember> members = Map.of();
  private Map<Holder, Integer> counts = Map.of();

  void enter(Holder holder) {
    holders.add(holder);
  }

  Set<Holder> holders() {
    return Collections.unmodifiableSet(holders);
  }

  boolean isHeldBy(Holder holder) {
    return holders.contains(holder);
  }

  boolean isVacant() {
    return holders.isEmpty();
  }

  /** Forgets the holder; whether that changed the number of subscriptions. */
  boolean leave(Holder holder) {
    holders.remove(holder);
    return !counts.isEmpty() && counts.remove(holder) != null;
  }

  boolean hasMember(UserId user) {
    return members.containsKey(user);
  }

  int memberCount() {
    return members.size();
  }

  List<Member> roster() {
    List<Member> roster = new ArrayList<>(members.size());
    members.values().forEach(held -> roster.add(held.member()));
    return roster;
  }

  void memberIn(Member member, Holder holder) {
    if (members.isEmpty()) {
      members = new LinkedHashMap<>();
    }
    members
        .computeIfAbsent(member.id(), id -> new HeldMember(member, new HashSet<>(2)))
        .holders()
        .add(holder);
  }

  /** Takes the membership from the holder; the user, if nobody is left who holds it. */
  Optional<UserId> memberOut(UserId user, Holder holder) {
    HeldMember held = members.get(user);
    if (held == null || !held.holders().remove(holder) || !held.holders().isEmpty()) {
      return Optional.empty();
    }
    members.remove(user);
    return Optional.of(user);
  }

  /** Takes all memberships from the holder; the users that nobody is left to hold. */
  List<UserId> membersOf(Holder holder) {
    List<UserId> gone = new ArrayList<>(0);
    for (Iterator<HeldMember> all = members.values().iterator(); all.hasNext(); ) {
      HeldMember held = all.next();
      if (held.holders().remove(holder) && held.holders().isEmpty()) {
        gone.add(held.member().id());
        all.remove();
      }
    }
    return gone;
  }

  /** Takes note of the holder's number; whether it is another one than before. */
  boolean count(Holder holder, int subscriptions) {
    if (counts.isEmpty()) {
      counts = new HashMap<>(2);
    }
    Integer before = counts.put(holder, subscriptions);
    return before == null || before != subscriptions;
  }

  long subscriptions() {
    return counts.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Whether anyone has said a number. */
  boolean isCounted() {
    return !counts.isEmpty();
  }
}
