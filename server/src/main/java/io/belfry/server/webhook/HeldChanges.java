package io.belfry.server.webhook;

import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is to be held and who is to be released with the next commit. Only the last word about
 * somebody counts, and who came and went since the last commit is not mentioned: while the disk is
 * full this grows with those who are there, not with all who ever came.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class HeldChanges {
  private final Map<Target, Map<String, LastWord>> changes = new LinkedHashMap<>();

  /**
   * What counts about somebody.
   *
   * @param isHeld whether it is held from now on
   * @param mayBeKept whether the store may have it
   */
  private record LastWord(Held held, boolean isHeld, boolean mayBeKept) {}

  private Map<String, LastWord> of(Held held) {
    return changes.computeIfAbsent(held.target(), unused -> new HashMap<>());
  }

  void hold(Held held) {
    LastWord before = of(held).get(held.subject());
    of(held).put(held.subject(), new LastWord(held, true, before != null && before.mayBeKept));
  }

  void release(Held held) {
    LastWord before = of(held).get(held.subject());
    if (before != null && before.isHeld && !before.mayBeKept) {
      of(held).remove(held.subject());
    } else {
      of(held).put(held.subject(), new LastWord(held, false, true));
    }
  }

  boolean isEmpty() {
    return changes.values().stream().allMatch(Map::isEmpty);
  }

  List<Held> held() {
    return all().stream().filter(LastWord::isHeld).map(LastWord::held).toList();
  }

  List<Held> released() {
    return all().stream().filter(word -> !word.isHeld).map(LastWord::held).toList();
  }

  private List<LastWord> all() {
    return changes.values().stream().flatMap(some -> some.values().stream()).toList();
  }

  void clear() {
    changes.clear();
  }
}
