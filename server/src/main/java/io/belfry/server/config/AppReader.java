package io.belfry.server.config;

import io.belfry.protocol.sign.AuthToken;
import io.belfry.server.app.App;
import io.belfry.server.app.AppKey;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.app.OriginPattern;
import io.belfry.server.app.Origins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes apps of what was set.
 *
 * <p>Thread: confined to the reader.
 */
final class AppReader {
  private static final String APPS = "apps";
  private static final String NOT_IN_PATHS = "\"#%/<>?[\\]^`{|}";

  private final Values values;
  private final Secrets secrets;
  private final OriginSettings origins;
  private final LimitChecks limitChecks;
  private final Map<String, String> placesOfIds = new HashMap<>();
  private final Map<String, String> placesOfKeys = new HashMap<>();

  AppReader(Values values) {
    this.values = values;
    this.secrets = new Secrets(values);
    this.origins = new OriginSettings(values);
    this.limitChecks = new LimitChecks(values);
  }

  List<App> apps(Limits ofNode, Function<String, Map<Limit, Long>> limits) {
    List<App> apps = new ArrayList<>();
    int count = values.count(APPS);
    for (int i = 0; i < count; i++) {
      String entry = APPS + "[" + i + "]";
      if (values.isBroken(entry)) {
        continue;
      }
      if (!values.isThere(entry)) {
        gap(APPS, i, count);
        break;
      }
      String path = entry + ".";
      app(path, ofNode.with(limits.apply(path + "limits."))).ifPresent(apps::add);
    }
    if (count == 0 && !values.isBroken(APPS)) {
      values.problem(
          values.where(APPS),
          "There is no app. Add at least one under \"apps\", with an id and a key with its secret, or by the"
              + " variables BELFRY_APPS_0_ID, BELFRY_APPS_0_KEYS_0_KEY and"
              + " BELFRY_APPS_0_KEYS_0_SECRET.");
    }
    return apps;
  }

  private void gap(String list, int index, int count) {
    String last = list + "[" + (count - 1) + "]";
    values.problem(
        values.where(last),
        last + " is there and " + list + "[" + index + "] is not. Number them from 0 on.");
  }

  private Optional<App> app(String path, Limits limits) {
    String id = id(path);
    if (values.isOn(path + "require_tls", false)) {
      values.note(
          path
              + "require_tls refuses every connection: this version has no TLS port and believes no"
              + " proxy. Leave it off, and let your proxy redirect plain HTTP.");
    }
    List<AppKey> keys = keys(path);
    AppSettings settings = settings(path);
    limitChecks.check(path, limits);
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new App(
                id,
                values.text(path + "name", id),
                keys,
                values.isOn(path + "enabled", true),
                settings,
                limits));
  }

  private String id(String path) {
    String id = values.text(path + "id", "");
    if (id.isEmpty()) {
      if (!values.isBroken(path + "id")) {
        values.problem(
            values.where(path + "id"), path + "id is missing. Give each app an id, such as \"1\".");
      }
    } else if (!isSegmentOfAPath(id)) {
      values.problem(
          values.where(path + "id"),
          path
              + "id is "
              + Shown.value(id)
              + ". Expected digits, such as \"1\": it stands in paths.");
    } else if (!id.chars().allMatch(c -> c >= '0' && c <= '9')) {
      values.note(
          path
              + "id is "
              + Shown.value(id)
              + " and not decimal: the Python library and the URL forms of Go, Node and Python"
              + " refuse it.");
    }
    unique(placesOfIds, id, path + "id");
    return id;
  }

  // What a path may hold without an escape (RFC 3986), and what no client takes for a folder.
  private static boolean isSegmentOfAPath(String id) {
    return id.chars().allMatch(c -> c > ' ' && c < 0x7F && NOT_IN_PATHS.indexOf(c) < 0)
        && !id.equals(".")
        && !id.equals("..");
  }

  private List<AppKey> keys(String path) {
    List<AppKey> keys = new ArrayList<>();
    String list = path + "keys";
    int count = values.count(list);
    int usable = 0;
    for (int i = 0; i < count; i++) {
      String entry = list + "[" + i + "]";
      if (!values.isThere(entry) && !values.isBroken(entry)) {
        gap(list, i, count);
        return keys;
      }
      usable += values.isOn(entry + ".active", true) ? 1 : 0;
      if (!values.isBroken(entry)) {
        key(entry + ".").ifPresent(keys::add);
      }
    }
    if (usable == 0 && !values.isBroken(list)) {
      values.problem(values.where(list), list + " has no active key. Add one with its secret.");
    }
    return keys;
  }

  private Optional<AppKey> key(String path) {
    String key = values.text(path + "key", "");
    boolean isKey = AuthToken.isKey(key);
    if (!isKey && !values.isBroken(path + "key")) {
      String what = key.isEmpty() ? " is missing" : " is " + Shown.value(key);
      values.problem(
          values.where(path + "key"),
          path + "key" + what + ". Expected 1 to 64 of A-Z a-z 0-9 _ -.");
    }
    unique(placesOfKeys, key, path + "key");
    boolean isActive = values.isOn(path + "active", true);
    return secrets
        .of(path, key)
        .filter(secret -> isKey)
        .map(secret -> new AppKey(key, secret, isActive));
  }

  private AppSettings settings(String path) {
    Origins.Presence presence =
        values.isOn(path + "require_origin", false)
            ? Origins.Presence.REQUIRED
            : Origins.Presence.OPTIONAL;
    return new AppSettings(
        new AppSettings.Features(
            values.isOn(path + "user_authentication.enabled", true),
            values.isOn(path + "client_events.enabled", false),
            values.isOn(path + "subscription_count.enabled", true),
            values.isOn(path + "subscription_count.broadcast", false)),
        new AppSettings.Watching(
            values.isOn(path + "watchlist.enabled", true),
            Duration.ofMillis(values.whole(path + "watchlist.batch_ms", 100)),
            Duration.ofMillis(values.whole(path + "watchlist.offline_grace_ms", 0))),
        new AppSettings.Access(
            origins(path, presence),
            values.isOn(path + "authorized_connections", false),
            values.isOn(path + "require_tls", false),
            values.isOn(path + "strict_protocol", false)),
        new AppSettings.Idempotency(
            values.isOn(path + "idempotency.enabled", true),
            Duration.ofSeconds(values.whole(path + "idempotency.ttl_seconds", 120))),
        Duration.ofSeconds(values.whole(path + "activity_timeout_seconds", 120)),
        Duration.ofSeconds(values.whole(path + "pong_timeout_seconds", 30)));
  }

  private Origins origins(String path, Origins.Presence presence) {
    String setting = path + "allowed_origins";
    List<OriginPattern> patterns = origins.patterns(setting, List.of(OriginPattern.ANY));
    boolean isEmpty =
        values.find(setting).isPresent() && values.texts(setting, List.of()).isEmpty();
    if (isEmpty && presence == Origins.Presence.REQUIRED) {
      values.problem(
          values.where(setting),
          setting + " has no entry and " + path + "require_origin is on, so nobody could connect.");
    } else if (isEmpty) {
      values.note(setting + " has no entry, so no web page can connect.");
    }
    return new Origins(patterns, presence);
  }

  private void unique(Map<String, String> places, String value, String path) {
    String earlier = value.isEmpty() ? null : places.putIfAbsent(value, path);
    if (earlier != null) {
      String shown = Shown.value(value);
      values.problem(
          values.where(path),
          path
              + " and "
              + earlier
              + " are both "
              + (shown.startsWith("a ") ? "the same" : shown)
              + ".");
    }
  }
}
