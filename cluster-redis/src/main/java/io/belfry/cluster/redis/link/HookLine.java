package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.StreamId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far one webhook endpoint has come in the stream of a partition. One that keeps up takes what
 * is read at the front. One that does not is left behind, from where it goes on by itself; so it
 * gets its events in order, and nobody waits for it.
 *
 * <p>Thread: confined to the owner.
 */
final class HookLine {
  private final String appId;
  private final String endpoint;
  private final Map<String, Integer> underWay = new HashMap<>();
  // What it has had though it was left behind by something earlier.
  private final Set<String> ahead = new HashSet<>();
  private int weight;
  // The last entry that it has passed; null while it is at the front.
  private @Nullable StreamId behind;
  private Pause pause = Pause.NONE;

  private enum Pause {
    NONE,
    // Until half of its room is free, or the next beat.
    FULL,
    // Until the next beat.
    FAILED
  }

  HookLine(String appId, String endpoint) {
    this.appId = appId;
    this.endpoint = endpoint;
  }

  String appId() {
    return appId;
  }

  String endpoint() {
    return endpoint;
  }

  /** What is under way to it, in units of room. */
  int weight() {
    return weight;
  }

  /** Whether that entry is under way to it, or has arrived though earlier ones have not. */
  boolean has(String id) {
    return underWay.containsKey(id) || ahead.contains(id);
  }

  /** Whether it has had that entry, and nothing of it is under way. */
  boolean hasHad(String id) {
    return !underWay.containsKey(id) && (ahead.contains(id) || !isAhead(id));
  }

  private boolean isAhead(String id) {
    StreamId passed = behind;
    return passed != null && StreamId.parse(id).compareTo(passed) > 0;
  }

  void begin(String id, int units) {
    underWay.put(id, units);
    weight += units;
  }

  /** It is over with that entry; gives the room that is free now. */
  int end(String id) {
    Integer units = underWay.remove(id);
    int free = units == null ? 0 : units;
    weight -= free;
    return free;
  }

  /** It has had that entry. */
  void settled(String id) {
    if (isAhead(id)) {
      ahead.add(id);
    }
  }

  /** The place before all that it has not had; null when there is none such. */
  @Nullable StreamId earliest() {
    StreamId earliest = behind;
    for (String id : underWay.keySet()) {
      StreamId before = StreamId.parse(id).before();
      if (earliest == null || before.compareTo(earliest) < 0) {
        earliest = before;
      }
    }
    return earliest;
  }

  /** The last entry that it has passed while it is behind the front, else null. */
  @Nullable StreamId behind() {
    return behind;
  }

  /** It goes on by itself behind that entry, unless it is behind an earlier one. */
  void leaveBehind(StreamId entry) {
    StreamId passed = behind;
    if (passed == null || entry.compareTo(passed) < 0) {
      behind = entry;
    }
  }

  /** It has passed that entry. */
  void pass(StreamId entry) {
    behind = entry;
    ahead.remove(entry.toString());
  }

  /** It is at the front again. */
  void catchUp() {
    behind = null;
    ahead.clear();
  }

  boolean isUnused() {
    return behind == null && underWay.isEmpty();
  }

  /** Whether it may go on by itself now. */
  boolean isDue() {
    return behind != null && pause == Pause.NONE;
  }

  void full() {
    pause = Pause.FULL;
  }

  void failed() {
    pause = Pause.FAILED;
  }

  /** There is room again. */
  void goOn() {
    if (pause == Pause.FULL) {
      pause = Pause.NONE;
    }
  }

  /** The node has beaten. */
  void beaten() {
    pause = Pause.NONE;
  }
}
