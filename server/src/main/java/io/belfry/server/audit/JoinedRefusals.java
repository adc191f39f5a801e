package io.belfry.server.audit;

import io.belfry.server.audit.AuditEntry.AuditOutcome;
import io.belfry.server.audit.AuditEntry.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what was done, and one refusal a second of those that are equal and come from one
 * address, or from one connection where the address is not known; those between become one line
 * with their number. Addresses are a stranger's choice, so no more than a hundred have a line of
 * their own in a second; the others are joined for each app and reason.
 *
 * <p>Thread: confined to that of the audit log.
 *
 * @see "rule USR-073"
 */
final class JoinedRefusals {
  /** Lines of refusals that may begin in a second. */
  static final int MOST_OPEN = 100;

  private static final long WINDOW = Duration.ofSeconds(1).toNanos();

  private final Map<RefusalSource, EqualRefusals> open = new HashMap<>();
  private final Map<RefusalSource, EqualRefusals> shared = new HashMap<>();
  private final List<AuditLine> ready = new ArrayList<>();

  /** What equal refusals have in common; nobody stands for all. */
  private record RefusalSource(What what, String reason, @Nullable String app, Object from) {
    static final String ANYWHERE = "";

    static RefusalSource of(AuditEntry entry) {
      Object address = entry.who().address();
      Object socket = entry.who().socketId();
      Object from = address != null ? address : socket != null ? socket : ANYWHERE;
      return new RefusalSource(entry.what(), entry.reason(), entry.app(), from);
    }

    RefusalSource anywhere() {
      return new RefusalSource(what, reason, app, ANYWHERE);
    }
  }

  /** The second behind a line. */
  private static final class EqualRefusals {
    private long began;
    private long count;
    private @Nullable AuditLine last;

    EqualRefusals(long began) {
      this.began = began;
    }

    void join(AuditLine line) {
      count++;
      last = line;
    }
  }

  /** Takes one. */
  void add(AuditLine line, long nowNanos) {
    if (line.entry().outcome() == AuditOutcome.ACCEPTED) {
      ready.add(line);
      return;
    }
    RefusalSource place = RefusalSource.of(line.entry());
    EqualRefusals window = open.get(place);
    if (window != null) {
      window.join(line);
    } else if (open.size() < MOST_OPEN) {
      open.put(place, new EqualRefusals(nowNanos));
      ready.add(line);
    } else {
      AuditLine nobodys = new AuditLine(line.atMillis(), line.entry().ofNobody());
      shared
          .computeIfAbsent(place.anywhere(), unknown -> new EqualRefusals(nowNanos))
          .join(nobodys);
    }
  }

  /** The lines that are ready, the joined ones behind the others. */
  List<AuditLine> take(long nowNanos) {
    end(open, nowNanos);
    end(shared, nowNanos);
    List<AuditLine> taken = List.copyOf(ready);
    ready.clear();
    return taken;
  }

  /** All that is left, however young. */
  List<AuditLine> takeAll(long nowNanos) {
    return take(nowNanos + WINDOW);
  }

  private void end(Map<RefusalSource, EqualRefusals> windows, long nowNanos) {
    for (Iterator<EqualRefusals> all = windows.values().iterator(); all.hasNext(); ) {
      EqualRefusals window = all.next();
      AuditLine last = window.last;
      if (nowNanos - window.began < WINDOW) {
        continue;
      }
      if (last == null) {
        all.remove();
      } else {
        ready.add(new AuditLine(last.atMillis(), last.entry(), window.count));
        window.began = nowNanos;
        window.count = 0;
        window.last = null;
      }
    }
  }
}
