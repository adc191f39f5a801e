package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import java.time.Duration;

/**
 * Hears of a partition's link what is not for the owner of its channels and users.
 *
 * <p>Thread: called on that of the owner.
 */
public interface LinkListener {
  /** The link is in another state now. */
  void state(LinkState state);

  /** The link is lost, and for what reason. */
  void lost(LossCause cause);

  /** The node begins anew in the partition, and for what reason. */
  void begunAnew(AnewCause cause);

  /**
   * The node is known to the engine still, but another process answers, or one that was started
   * again: what it knows may be of the past.
   */
  void engineChanged();

  /** Something that is counted has happened. */
  void happened(LinkEvent event);

  /**
   * An order to all nodes; each comes once.
   *
   * @param age how long ago it was given, by the engine's clock
   */
  void ordered(GivenOrder order, Duration age);

  /** Another node asks this one. */
  void asked(InboxEntry.Asked asked);

  /** Another node has answered this one. */
  void answered(InboxEntry.Answered answered);

  /** A step is answered, after so many nanoseconds. */
  void stepped(long nanos);

  /** The node has beaten, and was answered after so many nanoseconds. */
  void alive(BeatAnswer.Alive alive, long nanos);

  /**
   * So many connections of an app are on all nodes.
   *
   * @param here how many of this node are among them
   */
  void counted(String appId, long here, long total);

  /** There is a webhook event to send, if this node sends them. */
  void nudged();

  /**
   * The engine or the other nodes do not fit to this node.
   *
   * @param sentence what is wrong and what to do
   */
  void unfit(String sentence);

  /** Something has failed that must not; the link is lost for it. */
  void failed(RuntimeException failure);

  /** State of a link. */
  enum LinkState {
    /** It works both ways. */
    LINKED,
    /** It does not, and is being found again. */
    AWAY,
    /** It has not worked for a second: nothing waits for it. */
    CUT_OFF
  }

  /** Why a link was lost. */
  enum LossCause {
    /** It could not be opened. */
    NOT_OPENED,
    /** The connection has ended, or the engine no longer tells. */
    ENDED,
    /** A call failed or was not answered in time. */
    NO_ANSWER,
    /** The engine does not know the step before, or the node. */
    FORGOTTEN,
    /** Bundles do not arrive, though the engine tells. */
    DEAF,
    /** The engine or the other nodes do not fit. */
    UNFIT,
    /** What came could not be taken. */
    FAILED
  }

  /** Why a node begins anew. */
  enum AnewCause {
    /** The engine does not know it any more. */
    GONE,
    /** The engine has forgotten steps. */
    FORGOTTEN,
    /** The engine knows another number of holdings. */
    DRIFT,
    /** Too much had to wait. */
    OVERFULL
  }
}
