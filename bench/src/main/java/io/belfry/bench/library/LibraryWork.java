package io.belfry.bench.library;

/** What a side is given to do. */
enum LibraryWork {
  /** Many clients in one process connect, then all sign in. */
  CLIENTS,
  /** One client gets events as fast as it takes them. */
  EVENTS,
  /** The server library publishes, one call after the other and sixteen at a time. */
  PUBLISHES
}
