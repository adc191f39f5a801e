package io.belfry.server.truth;

import io.belfry.protocol.Member;
import io.belfry.server.channel.Opening;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.user.Users;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What a loop asks of an owner.
 *
 * <p>Thread: immutable; answered on the owner's loop.
 *
 * @param <A> what it is answered with
 */
sealed interface OwnerQuestion<A> {
  /** Has it answered. */
  CompletionStage<A> by(Owner owner);

  /** The loop's first connection has come to a channel: answered when the app knows. */
  record Enter(Report.FirstIn report) implements OwnerQuestion<Opening> {
    @Override
    public CompletionStage<Opening> by(Owner owner) {
      return owner.enter(report);
    }
  }

  /** A newcomer who is a member wants to come into a channel. */
  record Join(Report.MemberIn newcomer) implements OwnerQuestion<Opening> {
    @Override
    public CompletionStage<Opening> by(Owner owner) {
      return owner.join(newcomer);
    }
  }

  /** Who is in a channel, for somebody who is in already. */
  record Roster(Subject.OfChannel channel) implements OwnerQuestion<List<Member>> {
    @Override
    public CompletionStage<List<Member>> by(Owner owner) {
      return owner.truth().read(channel).thenApply(Truth.ChannelTruth::members);
    }
  }

  /** What a newcomer has to know of a channel that the loop holds. */
  record Look(Subject.OfChannel channel) implements OwnerQuestion<Opening> {
    @Override
    public CompletionStage<Opening> by(Owner owner) {
      return owner.look(channel);
    }
  }

  /** A connection wants to be one of a user's. */
  record SignIn(Report.UserIn report) implements OwnerQuestion<Users.Welcome> {
    @Override
    public CompletionStage<Users.Welcome> by(Owner owner) {
      return owner.signIn(report);
    }
  }

  /** Who of these users of the owner is online. */
  record WhoIsOnline(Set<Subject.OfUser> users) implements OwnerQuestion<Set<Subject.OfUser>> {
    @Override
    public CompletionStage<Set<Subject.OfUser>> by(Owner owner) {
      return owner.online(users);
    }
  }
}
