package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.InboxEntry;
import java.util.function.Consumer;

/**
 * What a node holds in a partition and knows of it, as its link sees that.
 *
 * <p>Thread: confined to the owner.
 */
interface Held {
  /** How many holdings the engine knows of this node, when nothing is under way. */
  long size();

  /** Says all that the node holds, to an engine that does not know the node. */
  void sayAll();

  /** Says again how apps are set, to an engine that may have forgotten it. */
  void describeAll(Consumer<Saying> voice);

  /** Something was missed: all that is known is read again. */
  void readAll();

  /** Nothing was missed; what the node has changed by itself is read again. */
  void readTouched();

  /** Takes what the inbox says. */
  void told(InboxEntry entry, long bundle);

  /** Whether loops of this node have so much to deliver that nothing more should arrive. */
  boolean isOverloaded();
}
