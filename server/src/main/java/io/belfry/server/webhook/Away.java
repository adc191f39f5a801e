package io.belfry.server.webhook;

import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.Timers.Later;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Those who have left one endpoint's channels and may come back. All endpoints share the memory for
 * them, and none has more than is free beside it. Those whom an earlier life has left are not
 * counted: the store has a bound for them.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-040, HOOK-042, HOOK-070"
 */
final class Away {
  private final Desk desk;
  private final Map<String, Absence> ofThisLife = new LinkedHashMap<>();
  private final Map<String, Absence> ofLifeBefore = new HashMap<>();

  /**
   * Somebody who may come back.
   *
   * @param since when it had begun, if that is known
   * @param timer ends the wait; null while no end is told
   */
  record Absence(Told told, Moment at, OptionalLong since, @Nullable Later timer) {}

  Away(Desk desk) {
    this.desk = desk;
  }

  /** Somebody has left. */
  void left(Absence one) {
    takeBack(one.told());
    ofThisLife.put(one.told().kept(), one);
    desk.addAway(1);
  }

  /** Somebody has left in an earlier life, or with it. */
  void found(Absence one) {
    takeBack(one.told());
    ofLifeBefore.put(one.told().kept(), one);
  }

  /** Nobody waits for it any more; gives what was known if it was away. */
  @Nullable Absence takeBack(Told told) {
    Absence one = ofThisLife.remove(told.kept());
    if (one != null) {
      desk.addAway(-1);
    } else {
      one = ofLifeBefore.remove(told.kept());
    }
    if (one != null) {
      cancel(one);
    }
    return one;
  }

  /** Who has been away for longest, if these are too many; null if not. */
  @Nullable Absence oneTooMany() {
    if (ofThisLife.size() <= desk.roomForAway()) {
      return null;
    }
    Iterator<Absence> oldest = ofThisLife.values().iterator();
    return takeBack(oldest.next().told());
  }

  /** Nobody is waited for. */
  void clear() {
    ofThisLife.values().forEach(this::cancel);
    ofLifeBefore.values().forEach(this::cancel);
    desk.addAway(-ofThisLife.size());
    ofThisLife.clear();
    ofLifeBefore.clear();
  }

  private void cancel(Absence one) {
    if (one.timer() != null) {
      desk.timers().cancel(one.timer());
    }
  }
}
