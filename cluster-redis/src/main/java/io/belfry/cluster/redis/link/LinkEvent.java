package io.belfry.cluster.redis.link;

/** What happens at a link now and then and is counted. */
public enum LinkEvent {
  /** A bundle is missing, so rosters are read again. */
  HOLE,
  /** A roster is read. */
  ROSTER_READ,
  /** A call is answered. */
  STEP,
  /** A bundle has arrived. */
  BUNDLE,
  /** A member or user is granted by the node itself, since it is cut off. */
  PROVISIONAL,
  /** A publication is refused, since the engine is away or its answer lost. */
  PUBLISH_REFUSED,
  /** The engine knows another number of holdings than the node, which must not happen. */
  DRIFT,
  /** An entry of the inbox is of a kind that is not known, or malformed. */
  UNKNOWN_ENTRY
}
