package io.belfry.cluster.redis.link;

import io.belfry.protocol.Member;
import io.belfry.server.cluster.Truth.Ruling;
import java.util.concurrent.CompletableFuture;

/**
 * A member of a channel whom this node has, or has asked for.
 *
 * <p>Thread: confined to the owner.
 */
final class OwnMember {
  private final Member member;
  private final long maxMembers;
  private final CompletableFuture<Ruling> answer = new CompletableFuture<>();
  private State state = State.ASKED;
  private long said;

  /** What is known of it. */
  enum State {
    /** The engine is asked and has not answered. */
    ASKED,
    /** The node has granted it while it was cut off. */
    PROVISIONAL,
    /** The engine has granted it. */
    HELD
  }

  /**
   * A member to ask for.
   *
   * @param maxMembers most members of the channel; negative for any number
   */
  OwnMember(Member member, long maxMembers) {
    this.member = member;
    this.maxMembers = maxMembers;
  }

  Member member() {
    return member;
  }

  /** The bound when it is asked for now: who was granted is not refused later. */
  long maxMembers() {
    return state == State.ASKED ? maxMembers : -1;
  }

  CompletableFuture<Ruling> answer() {
    return answer;
  }

  State state() {
    return state;
  }

  void granted(State by) {
    state = by;
  }

  /** Notes in which round of saying everything again it was said. */
  void sayAgain(long round) {
    said = round;
  }

  boolean isSaid(long round) {
    return said == round;
  }
}
