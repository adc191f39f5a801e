package io.belfry.cluster.redis.lettuce;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether a connection for inboxes is read. It is not while somebody whose inbox it carries cannot
 * take more, nor while too much of what has come waits for the threads of those it is for.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CLU-044"
 */
final class InboxFlow {
  /** What may wait for its threads; beyond it nothing is read until half of it is taken. */
  static final long MAX_WAITING_BYTES = 16L << 20;

  private final Runnable read;
  private final Runnable rest;
  private final Set<Object> full = new HashSet<>();
  private long waiting;
  private boolean isOver;
  private boolean isRead = true;

  InboxFlow(Runnable read, Runnable rest) {
    this.read = read;
    this.rest = rest;
  }

  /** Somebody cannot take more. */
  synchronized void stop(Object who) {
    full.add(who);
    change();
  }

  /** Somebody can take more again, or is gone. */
  synchronized void goOn(Object who) {
    full.remove(who);
    change();
  }

  /** Something has come and waits. */
  synchronized void arrived(int bytes) {
    waiting += bytes;
    if (waiting > MAX_WAITING_BYTES) {
      isOver = true;
      change();
    }
  }

  /** It does not wait any more. */
  synchronized void taken(int bytes) {
    waiting -= bytes;
    if (isOver && waiting <= MAX_WAITING_BYTES / 2) {
      isOver = false;
      change();
    }
  }

  synchronized boolean isRead() {
    return isRead;
  }

  private void change() {
    boolean should = full.isEmpty() && !isOver;
    if (should != isRead) {
      isRead = should;
      // Sets a flag of the channel only.
      (should ? read : rest).run();
    }
  }
}
