package io.belfry.cluster.redis.link;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.Ruling;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel that this node holds: its subscribers and members here, and the roster where the kind
 * of channel has one.
 *
 * <p>Thread: confined to the owner.
 */
final class HeldChannel {
  private final Subject.OfChannel subject;
  private final CompletableFuture<Ruling> entering = new CompletableFuture<>();
  private final @Nullable Roster roster;
  private final ToldNumber number;
  private Map<UserId, OwnMember> own = Map.of();
  private int subscribers;
  private long said;

  HeldChannel(
      Subject.OfChannel subject, Function<HeldChannel, Roster> rosters, LongConsumer tellNumber) {
    this.subject = subject;
    this.number = new ToldNumber(tellNumber);
    boolean hasRoster =
        subject.channel().kind().has(Trait.ROSTER) || subject.channel().kind().has(Trait.CACHE);
    this.roster = hasRoster ? rosters.apply(this) : null;
  }

  Subject.OfChannel subject() {
    return subject;
  }

  /** Completes when the engine knows that this node holds the channel. */
  CompletableFuture<Ruling> entering() {
    return entering;
  }

  /** Null where a channel of this kind has neither members nor a kept event. */
  @Nullable Roster roster() {
    return roster;
  }

  /** How many subscribers clients were told of. */
  ToldNumber number() {
    return number;
  }

  /** Members whom this node has or has asked for. */
  Map<UserId, OwnMember> own() {
    return own;
  }

  void put(OwnMember member) {
    if (own.isEmpty()) {
      own = new HashMap<>();
    }
    own.put(member.member().id(), member);
  }

  @Nullable OwnMember remove(UserId user) {
    return own.isEmpty() ? null : own.remove(user);
  }

  /** Whether this node has the member for sure. */
  boolean isOwn(UserId user) {
    OwnMember member = own.get(user);
    return member != null && member.state() != OwnMember.State.ASKED;
  }

  int subscribers() {
    return subscribers;
  }

  void count(int newSubscribers) {
    subscribers = newSubscribers;
  }

  void sayAgain(long round) {
    said = round;
  }

  boolean isSaid(long round) {
    return said == round;
  }
}
