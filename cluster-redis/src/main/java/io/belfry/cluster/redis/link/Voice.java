package io.belfry.cluster.redis.link;

import io.belfry.server.cluster.Truth;
import java.util.concurrent.CompletableFuture;

/**
 * How the parts of a node's side of a partition speak to the engine.
 *
 * <p>Thread: confined to the owner.
 */
interface Voice {
  /** Says it, in order; passed over when the node is going to say everything anew anyway. */
  void say(Saying saying);

  /** Whom the partition belongs to on this node. */
  Truth.SubjectOwner owner();

  /** Lets an answer wait until the node is cut off. */
  <A> CompletableFuture<A> await(CompletableFuture<A> answer, Runnable known);

  /** Whether the node is cut off, so that nothing is awaited. */
  boolean isCutOff();

  /** Notes that something has happened. */
  void note(LinkEvent event);
}
