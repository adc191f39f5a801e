package io.belfry.cli;

import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import io.belfry.server.app.Limit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says in a line what a new configuration changes of the apps.
 *
 * <p>Thread: stateless.
 */
final class AppChanges {
  private static final int MOST = 5;
  private static final byte[] SAMPLE = "belfry".getBytes(StandardCharsets.UTF_8);

  private AppChanges() {}

  /** What changes, such as {@code app 1 (keys), app 2 is new}. */
  static String between(List<App> before, List<App> after) {
    Map<String, App> gone = new LinkedHashMap<>();
    before.forEach(app -> gone.put(app.id(), app));
    List<String> changes = new ArrayList<>();
    for (App app : after) {
      App old = gone.remove(app.id());
      if (old == null) {
        changes.add("app " + app.id() + " is new");
      } else {
        List<String> parts = parts(old, app);
        if (!parts.isEmpty()) {
          changes.add("app " + app.id() + " (" + String.join(", ", parts) + ")");
        }
      }
    }
    gone.keySet().forEach(id -> changes.add("app " + id + " is gone"));
    if (changes.isEmpty()) {
      return "no app differs";
    }
    int more = changes.size() - MOST;
    String shown = String.join(", ", changes.subList(0, Math.min(MOST, changes.size())));
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static List<String> parts(App old, App app) {
    List<String> parts = new ArrayList<>();
    if (!old.name().equals(app.name())) {
      parts.add("name");
    }
    if (old.isEnabled() != app.isEnabled()) {
      parts.add(app.isEnabled() ? "enabled" : "disabled");
    }
    if (!sameKeys(old.keys(), app.keys())) {
      parts.add("keys");
    }
    if (!old.settings().equals(app.settings())) {
      parts.add("settings");
    }
    if (!old.webhooks().equals(app.webhooks())) {
      parts.add("webhooks");
    }
    if (!old.issuers().equals(app.issuers())) {
      parts.add("user_authentication.jwt");
    }
    for (Limit limit : Limit.values()) {
      if (old.limits().of(limit) != app.limits().of(limit) && !parts.contains("limits")) {
        parts.add("limits");
      }
    }
    return parts;
  }

  private static boolean sameKeys(List<Key> old, List<Key> keys) {
    boolean isSame = old.size() == keys.size();
    for (int i = 0; isSame && i < keys.size(); i++) {
      isSame = isSame(old.get(i), keys.get(i));
    }
    return isSame;
  }

  // A secret is compared by what it signs, since it does not show itself.
  private static boolean isSame(Key old, Key key) {
    return old.key().equals(key.key())
        && old.active() == key.active()
        && old.secret().hasSigned(SAMPLE, key.secret().hmac(SAMPLE));
  }
}
