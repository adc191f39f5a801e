package io.belfry.server.node;

/** What the node is doing. */
public enum ServerState {
  /** Not ready yet. */
  STARTING,
  /** Serving. */
  READY,
  /** Short of memory or descriptors: connections stay, new ones are sent elsewhere. */
  OVERLOADED,
  /** Cut off from the cluster: connections stay, new ones are sent elsewhere. */
  CUT_OFF,
  /** Going down: nobody is admitted and connections are asked to reconnect elsewhere. */
  DRAINING
}
