package io.belfry.server.cluster;

import io.belfry.protocol.Member;
import io.belfry.server.store.CachedEvents.CachedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Decides what is true for the apps, for a part of their channels and users: who is a member, which
 * channel is occupied, who is online, how many there are, and whether one more may come. Each
 * {@link SubjectOwner} of a node has one, tells it what the node holds, and hears what is decided.
 * So a truth knows from its reports as well which node needs to hear of which subject.
 *
 * <p><b>Order.</b> For one subject, answers complete and decisions are told in the order in which
 * they were decided, and with them the publications that the adapter hands to the node: what an
 * answer shows contains all that was told before it completes and nothing that is told after it.
 *
 * <p><b>Reports</b> say how things are for the node, never a difference. An owner tells what has
 * changed; a truth that has lost what it was told asks for all of it with {@link
 * SubjectOwner#sayAll}, and what it knows already decides nothing.
 *
 * <p><b>Completion.</b> Each stage completes on the owner's thread. One that cannot be answered
 * fails, in time; whoever waits for it does not wait for ever in any case.
 *
 * <p>Thread: confined to that of its owner; never blocks.
 */
public interface Truth {
  /**
   * Takes note of what the node holds. What was refused is not told to be gone, and may be told
   * again, as what has failed. Of a user, {@link Report.HowMany} never says more than was granted.
   *
   * @return whether it is granted; only a member who comes and a user's connection can be refused
   */
  CompletionStage<Ruling> tell(Report report);

  /** What is true of a channel, whether the node holds it or not. */
  CompletionStage<ChannelTruth> read(Subject.OfChannel channel);

  /** Who of these users is online. */
  CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> users);

  /** How many members a channel has that the node holds, as far as the node has been told. */
  int members(Subject.OfChannel channel);

  /**
   * An event of a client, or of the application on a cache channel, has got its place on this node.
   * A truth that raised the webhook of the one and kept the other when they were sent has nothing
   * to do.
   */
  void placed(Publication publication);

  /** Somebody has subscribed on this node to a cache channel that kept nothing. */
  void missed(Subject.OfChannel channel);

  /** The node is going down; nothing is told or asked any more. */
  void close();

  /** Whether what a report says may be so. */
  enum Ruling {
    /** It is so from now on. */
    GRANTED,
    /** It is one more than may be, and is not so. */
    REFUSED
  }

  /**
   * What is true of a channel.
   *
   * @param members in the order in which they came; empty where the channel has none
   * @param kept the event that a cache channel keeps
   */
  record ChannelTruth(List<Member> members, Optional<CachedEvent> kept) {
    /** Takes a copy of the members. */
    public ChannelTruth {
      members = List.copyOf(members);
    }
  }

  /**
   * Who holds a part of the channels and users on this node: what a truth speaks to.
   *
   * <p>Thread: {@code execute} and {@code isOverloaded} are thread-safe, all others are called on
   * the owner's thread.
   */
  interface SubjectOwner {
    /** Which part of the node's channels and users it is, see {@link ClusterAdapter#part}. */
    int part();

    /** Something has become true. It is told to connections of this node whom it concerns. */
    void decided(Decision decision);

    /**
     * A publication to a channel or user of this part has arrived: it is delivered to those
     * connections of this node whom it is for, in its place among decisions and answers. For a
     * truth that gets publications itself; {@link Truth#placed} is not called for it.
     */
    void published(Publication publication);

    /**
     * Whether so much waits for connections of this node to be delivered that a truth should take
     * in nothing more for now. Nobody says when that is over: ask again, in some milliseconds.
     */
    boolean isOverloaded();

    /** The members that this node itself holds, in the order in which they came. */
    List<Member> roster(Subject.OfChannel channel);

    /** How many members this node itself holds. */
    int members(Subject.OfChannel channel);

    /**
     * Whether the truth has been told of a connection of the user, by an earlier report than the
     * one that it is being told, and the node still holds one.
     */
    boolean hasTold(Subject.OfUser user);

    /**
     * Says all that this node holds, as reports without bounds: for a truth that has lost it. What
     * the truth has not answered yet is among it, what it has refused is not.
     */
    void sayAll(Consumer<Report> report);

    /** Runs a task on the owner's thread, in order; false when that thread has ended. */
    boolean execute(Runnable task);

    /** Runs a task on the owner's thread when that time has passed. */
    void after(Duration delay, Runnable task);
  }
}
