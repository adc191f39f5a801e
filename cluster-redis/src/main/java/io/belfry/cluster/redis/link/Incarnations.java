package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * Who the node is in a partition, and who it was: ids that the engine may know still and that are
 * to be retired. An id that was said in a first hello without an answer is never said again, since
 * nobody knows whether the engine has heard it.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rule CLU-005"
 */
final class Incarnations {
  private static final int MOST_OLD = 16;

  private final List<NodeId> old = new ArrayList<>();
  private NodeId me;
  private boolean isGreeted;
  private boolean isKnown;

  Incarnations(NodeId first) {
    this.me = first;
  }

  NodeId me() {
    return me;
  }

  /** Whether the engine has answered a hello of this one. */
  boolean isKnown() {
    return isKnown;
  }

  /** The link is opened: by an id that can be said. */
  void open() {
    if (isGreeted && !isKnown) {
      old.add(me);
      next();
    }
    if (old.size() > MOST_OLD) {
      // It ends with its lease.
      old.remove(0);
    }
  }

  /** Hello is said. */
  void greet() {
    isGreeted = true;
  }

  /** The engine knows the node from now on. */
  void known() {
    isKnown = true;
  }

  /** The node begins anew; what the engine knows of it by now is to be retired. */
  void beginAnew() {
    isKnown = false;
  }

  /** The engine knows no more of the node. */
  void gone() {
    isKnown = false;
    next();
  }

  private void next() {
    me = me.next();
    isGreeted = false;
  }

  /** Those to be retired, from now on by somebody else. */
  List<NodeId> takeOld() {
    List<NodeId> all = List.copyOf(old);
    old.clear();
    return all;
  }
}
