package io.belfry.server.webhook.store;

import io.belfry.server.webhook.store.OutboxStore.Held;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of the subjects of one endpoint: who is held, and how many events there were of
 * each. Numbers of those who are not held are forgotten beyond {@link OutboxStore#MAX_NUMBERS}.
 *
 * <p>Thread: confined to its caller.
 */
final class MemorySubjects {
  private final Map<String, Held> held = new HashMap<>();
  private final Map<String, Long> ofHeld = new HashMap<>();
  // The one used longest ago first.
  private final LinkedHashMap<String, Long> ofOthers = new LinkedHashMap<>();

  Collection<Held> held() {
    return held.values();
  }

  void hold(Held subject) {
    held.put(subject.subject(), subject);
    Long number = ofOthers.remove(subject.subject());
    if (number != null) {
      ofHeld.put(subject.subject(), number);
    }
  }

  void release(String subject) {
    held.remove(subject);
    Long number = ofHeld.remove(subject);
    if (number != null) {
      putOther(subject, number);
    }
  }

  long next(String subject) {
    if (held.containsKey(subject)) {
      return ofHeld.merge(subject, 1L, Long::sum);
    }
    Long last = ofOthers.remove(subject);
    long next = last == null ? 1 : last + 1;
    putOther(subject, next);
    return next;
  }

  private void putOther(String subject, long number) {
    ofOthers.put(subject, number);
    if (ofOthers.size() > OutboxStore.MAX_NUMBERS) {
      Iterator<String> oldest = ofOthers.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
