package io.belfry.cluster.redis.link;

import java.util.function.LongConsumer;

/**
 * How many subscribers of a channel its clients were told of last. It changes by what the inbox
 * says; where something of that may be lost it is read, and clients hear the difference only.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-024, CLU-029, WS-079"
 */
final class ToldNumber {
  /** Nobody was told a number. */
  static final long NONE = -1;

  private final LongConsumer tell;
  private long number = NONE;
  private long toldBy;
  private long asked;

  ToldNumber(LongConsumer tell) {
    this.tell = tell;
  }

  /** It is going to be read: gives the number by which that reading is known. */
  long ask() {
    // Numbers of bundles that came before may mean nothing any more.
    toldBy = 0;
    return ++asked;
  }

  /** Whether no other reading was asked since. */
  boolean isLast(long reading) {
    return asked == reading;
  }

  /** The inbox says it. */
  void told(long newest, long bundle) {
    toldBy = bundle;
    change(newest);
  }

  /** A reading says it, as things stood with that bundle; what came after it is newer. */
  void read(long found, long bundle) {
    if (found != NONE && toldBy <= bundle) {
      change(found);
    }
  }

  private void change(long newest) {
    if (newest != number) {
      number = newest;
      tell.accept(newest);
    }
  }
}
