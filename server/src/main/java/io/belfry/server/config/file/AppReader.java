package io.belfry.server.config.file;

import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.config.check.AppChecks;
import io.belfry.server.config.check.WebhookChecks;
import io.belfry.server.jwt.KeySet;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.setting.wording.AppNames;
import io.belfry.server.setting.wording.Shown;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

  private final Values values;
  private final Secrets secrets;
  private final Limits ofNode;
  private final Map<String, String> placesOfIds = new HashMap<>();
  private final Map<String, String> placesOfKeys = new HashMap<>();

  AppReader(Values values, Limits ofNode) {
    this.values = values;
    this.secrets = new Secrets(values);
    this.ofNode = ofNode;
  }

  List<App> apps(Function<String, Map<Limit, Long>> limits) {
    List<App> apps = new ArrayList<>();
    for (String entry : entries(APPS)) {
      if (!values.isBroken(entry)) {
        app(entry, Limits.DEFAULTS.with(limits.apply(entry + ".limits."))).ifPresent(apps::add);
      }
    }
    return apps;
  }

  /** An app has to be there, if only with mistakes. */
  void needsOne() {
    if (values.count(APPS) == 0 && !values.isBroken(APPS)) {
      values.wrong(
          APPS,
          "There is no app. Add at least one under \"apps\", with an id and a key with its secret, or by the"
              + " variables BELFRY_APPS_0_ID, BELFRY_APPS_0_KEYS_0_KEY and"
              + " BELFRY_APPS_0_KEYS_0_SECRET.");
    }
  }

  // The entries of a list up to the first that is not there.
  private List<String> entries(String list) {
    List<String> entries = new ArrayList<>();
    int count = values.count(list);
    for (int i = 0; i < count; i++) {
      String entry = list + "[" + i + "]";
      if (!values.isThere(entry) && !values.isBroken(entry)) {
        String last = list + "[" + (count - 1) + "]";
        String sentence = last + " is there and " + entry + " is not. Number them from 0 on.";
        values.broken(list, values.where(last), sentence);
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  private Optional<App> app(String entry, Limits own) {
    String id = id(entry);
    List<Key> keys = keys(entry + ".keys");
    Settings settings = values.of(entry, AppSettings.all());
    values.emptyVariable(AppSettings.ALLOWED_ORIGINS.at(entry));
    AppChecks checks = new AppChecks(entry + ".", values);
    checks.check(settings);
    checks.check(own, ofNode);
    List<WebhookEndpoint> webhooks = webhooks(entry + ".webhooks", ofNode.with(own));
    List<JwtIssuer> issuers = issuers(entry + ".user_authentication");
    checks.check(settings, issuers);
    String name = values.of(entry, AppEntry.NAME);
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new App(
                id,
                name.isEmpty() ? id : name,
                keys,
                values.of(entry, AppEntry.ENABLED),
                settings,
                own.onNode(ofNode),
                webhooks,
                issuers));
  }

  private String id(String entry) {
    String id = values.of(entry, AppEntry.ID);
    String path = AppEntry.ID.at(entry);
    if (!values.isBroken(path)) {
      AppNames.mistakeOfId(id).ifPresent(mistake -> values.wrong(path, path + mistake));
      if (!id.isEmpty() && !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
        values.note(
            path
                + " is "
                + Shown.value(id)
                + " and not decimal: the Python library and the URL forms of Go, Node and Python"
                + " refuse it.");
      }
    }
    unique(placesOfIds, id, path);
    return id;
  }

  private List<WebhookEndpoint> webhooks(String list, Limits limits) {
    EndpointReader reader = new EndpointReader(values, secrets);
    List<WebhookEndpoint> endpoints = new ArrayList<>();
    for (String entry : entries(list)) {
      if (!values.isBroken(entry)) {
        Optional<WebhookEndpoint> endpoint = reader.read(entry);
        endpoint.ifPresent(one -> new WebhookChecks(entry + ".", values).check(one, limits));
        endpoint.ifPresent(endpoints::add);
      }
    }
    return WebhookEndpoint.distinct(endpoints);
  }

  private List<JwtIssuer> issuers(String section) {
    String list = section + ".jwt";
    List<JwtIssuer> issuers = new ArrayList<>();
    for (String entry : entries(list)) {
      if (!values.isBroken(entry)) {
        issuer(entry).ifPresent(issuers::add);
      }
    }
    JwtIssuer.twice(issuers).ifPresent(mistake -> values.wrong(list, list + " " + mistake));
    return issuers;
  }

  private Optional<JwtIssuer> issuer(String entry) {
    Settings settings = values.of(entry, JwtSettings.all());
    List<String> mistakes = JwtIssuer.mistakes(settings);
    for (String mistake : mistakes) {
      String setting = entry + "." + mistake.substring(0, mistake.indexOf(' '));
      if (!values.isBroken(setting)) {
        values.wrong(setting, entry + "." + mistake);
      }
    }
    settings
        .of(JwtSettings.JWKS_FILE)
        .ifPresent(file -> keys(JwtSettings.JWKS_FILE.at(entry), file));
    return mistakes.isEmpty() ? Optional.of(JwtIssuer.of(settings)) : Optional.empty();
  }

  private void keys(String path, Path file) {
    values.noteFile(file);
    try {
      KeySet keys = KeySet.read(file);
      if (keys.passedOver() > 0) {
        values.note(
            path
                + ": of the keys in "
                + file
                + " "
                + keys.passedOver()
                + " can verify no JWT, and are passed over.");
      }
    } catch (KeySet.UnusableKeySet e) {
      values.unread(path, path + ": " + file + " " + e.getMessage() + ".");
    }
  }

  private List<Key> keys(String list) {
    List<Aged> keys = new ArrayList<>();
    int usable = 0;
    for (String entry : entries(list)) {
      usable += values.of(entry, AppEntry.ACTIVE) ? 1 : 0;
      if (!values.isBroken(entry)) {
        Instant made = values.of(entry, AppEntry.CREATED_AT).orElse(Instant.MIN);
        key(entry).ifPresent(key -> keys.add(new Aged(key, made)));
      }
    }
    if (usable == 0 && !values.isBroken(list)) {
      values.wrong(list, list + " has no active key. Add one with its secret.");
    }
    return keys.stream().sorted(Comparator.comparing(Aged::made)).map(Aged::key).toList();
  }

  /** A key with its age, which gives the order of an app's keys. */
  private record Aged(Key key, Instant made) {}

  private Optional<Key> key(String entry) {
    String key = values.of(entry, AppEntry.KEY);
    String path = AppEntry.KEY.at(entry);
    Optional<String> mistake = AppNames.mistakeOfKey(key);
    if (!values.isBroken(path)) {
      mistake.ifPresent(wrong -> values.wrong(path, path + wrong));
    }
    unique(placesOfKeys, key, path);
    boolean isActive = values.of(entry, AppEntry.ACTIVE);
    return secrets
        .of(entry, key)
        .filter(secret -> mistake.isEmpty())
        .map(secret -> new Key(key, secret, isActive));
  }

  private void unique(Map<String, String> places, String value, String path) {
    String earlier = value.isEmpty() ? null : places.putIfAbsent(value, path);
    if (earlier != null) {
      String shown = Shown.value(value);
      values.wrong(
          path,
          path
              + " and "
              + earlier
              + " are both "
              + (shown.startsWith("a ") ? "the same" : shown)
              + ".");
    }
  }
}
