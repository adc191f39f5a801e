package io.belfry.server.audit;

import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry.What;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what has changed in the apps since it was last told of them, so that the audit log has
 * each app and each key that came, went or was changed.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-070"
 */
public final class ChangedApps {
  private static final byte[] SAMPLE = "belfry".getBytes(StandardCharsets.UTF_8);

  private final Consumer<AuditEntry> notes;
  private @Nullable Map<String, App> known;

  /** Changes that are noted there. */
  public ChangedApps(Consumer<AuditEntry> notes) {
    this.notes = notes;
  }

  /** Those that there are at the start. */
  public synchronized void begin(Collection<App> apps) {
    known = byId(apps);
  }

  /** Those that there are now; the first that are told are those of the start. */
  public synchronized void changed(Collection<App> apps) {
    Map<String, App> before = known;
    Map<String, App> now = byId(apps);
    known = now;
    if (before == null) {
      return;
    }
    now.values().forEach(app -> compare(before.get(app.id()), app));
    before.values().stream()
        .filter(app -> !now.containsKey(app.id()))
        .forEach(app -> note(What.APP, "removed", app, null));
  }

  private static Map<String, App> byId(Collection<App> apps) {
    Map<String, App> byId = new HashMap<>();
    apps.stream().filter(app -> !app.isGone()).forEach(app -> byId.put(app.id(), app));
    return byId;
  }

  private void compare(@Nullable App before, App now) {
    if (before == null) {
      note(What.APP, "added", now, null);
      now.keys().forEach(key -> note(What.KEY, "added", now, key.key()));
      return;
    }
    if (before.isEnabled() != now.isEnabled()) {
      note(What.APP, now.isEnabled() ? "switched_on" : "switched_off", now, null);
    }
    if (!isSetAs(before, now)) {
      note(What.APP, "changed", now, null);
    }
    keys(before, now);
  }

  private static boolean isSetAs(App before, App now) {
    return before.name().equals(now.name())
        && before.settings().equals(now.settings())
        && Arrays.stream(Limit.values())
            .allMatch(limit -> before.limits().of(limit) == now.limits().of(limit))
        && before.webhooks().equals(now.webhooks())
        && before.issuers().equals(now.issuers());
  }

  private void keys(App before, App now) {
    Map<String, Key> old = new HashMap<>();
    before.keys().forEach(key -> old.put(key.key(), key));
    for (Key key : now.keys()) {
      Key was = old.remove(key.key());
      if (was == null) {
        note(What.KEY, "added", now, key.key());
        continue;
      }
      if (was.active() != key.active()) {
        note(What.KEY, key.active() ? "switched_on" : "switched_off", now, key.key());
      }
      // A secret is compared by what it signs, since it does not show itself.
      if (!was.secret().hasSigned(SAMPLE, key.secret().hmac(SAMPLE))) {
        note(What.KEY, "secret_changed", now, key.key());
      }
    }
    old.keySet().forEach(name -> note(What.KEY, "removed", now, name));
  }

  private void note(What what, String reason, App app, @Nullable String key) {
    notes.accept(AuditEntry.of(what, reason, app.id(), key));
  }
}
