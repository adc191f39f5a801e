package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.StreamId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all endpoints in a partition, and the room that they share: each may have half of
 * what the others leave, so that many that do not answer leave some to whoever does.
 *
 * <p>Thread: confined to the owner.
 */
final class HookLines {
  // For an app without endpoints, or one that is not known: it takes nothing, or holds it all up.
  private static final String NOBODY = "";
  private static final int MOST_ROOMS = 4;

  private final Map<String, Map<String, HookLine>> lines = new LinkedHashMap<>();
  private final Set<HookLine> leftBehind = new LinkedHashSet<>();
  private final Function<String, List<String>> endpoints;
  private final int room;
  private int taken;

  /**
   * No lines.
   *
   * @param endpoints of an app, as they are now
   * @param room of all lines together
   */
  HookLines(Function<String, List<String>> endpoints, int room) {
    this.endpoints = endpoints;
    this.room = room;
  }

  /** Those to whom an event of that app at the front goes. */
  Collection<HookLine> of(String appId) {
    Map<String, HookLine> own = lines.computeIfAbsent(appId, unused -> new LinkedHashMap<>());
    List<String> there = endpoints.apply(appId);
    HookLine nobody = there.isEmpty() ? null : own.remove(NOBODY);
    if (nobody != null) {
      leftBehind.remove(nobody);
    }
    List<String> wanted = there.isEmpty() ? List.of(NOBODY) : there;
    own.values().removeIf(line -> line.isUnused() && !wanted.contains(line.endpoint()));
    for (String id : wanted) {
      if (!own.containsKey(id)) {
        HookLine made = new HookLine(appId, id);
        own.put(id, made);
        // What nobody could be told before is for those who are known now.
        StreamId earliest = nobody == null ? null : nobody.earliest();
        if (earliest != null) {
          leaveBehind(made, earliest);
        }
      }
    }
    return own.values();
  }

  /** Whether all have had that entry. */
  boolean haveHad(String appId, String id) {
    return lines.getOrDefault(appId, Map.of()).values().stream().allMatch(line -> line.hasHad(id));
  }

  /** One that may go on by itself, each in its turn; null for none. */
  @Nullable HookLine due() {
    for (HookLine line : List.copyOf(leftBehind)) {
      if (line.isDue() && of(line.appId()).contains(line)) {
        leftBehind.remove(line);
        leftBehind.add(line);
        return line;
      }
    }
    return null;
  }

  /** The line goes on by itself from there. */
  void leaveBehind(HookLine line, StreamId entry) {
    line.leaveBehind(entry);
    leftBehind.add(line);
  }

  /** The line is at the front again. */
  void catchUp(HookLine line) {
    line.catchUp();
    leftBehind.remove(line);
  }

  /** Whether a line has room for that; something of it always has, unless far too many ask. */
  boolean hasRoom(HookLine line, int units) {
    return line.weight() == 0 ? taken < MOST_ROOMS * room : line.weight() + units <= share(line);
  }

  private int share(HookLine line) {
    return (room - (taken - line.weight())) / 2;
  }

  void begin(HookLine line, String id, int units) {
    line.begin(id, units);
    taken += units;
  }

  void end(HookLine line, String id) {
    taken -= line.end(id);
    if (2 * line.weight() <= share(line)) {
      line.goOn();
    }
  }

  /** The node has beaten: whoever waits for that tries again, and idle lines are forgotten. */
  void beaten() {
    each(HookLine::beaten);
    forgetUnused();
  }

  /** The stream is read from its beginning. */
  void restart() {
    each(HookLine::catchUp);
    leftBehind.clear();
    forgetUnused();
  }

  private void each(Consumer<HookLine> task) {
    lines.values().forEach(own -> own.values().forEach(task));
  }

  private void forgetUnused() {
    lines.values().forEach(own -> own.values().removeIf(HookLine::isUnused));
    lines.values().removeIf(Map::isEmpty);
  }
}
