package io.belfry.server.config;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.AppKey;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.app.Origins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int SHORT_SECRET_BYTES = 16;

  private final Values values;
  private final List<String> warnings;
  private final Map<String, String> placesOfIds = new HashMap<>();
  private final Map<String, String> placesOfKeys = new HashMap<>();

  AppReader(Values values, List<String> warnings) {
    this.values = values;
    this.warnings = warnings;
  }

  List<App> apps(Limits ofNode, Function<String, Map<Limit, Long>> limits) {
    List<App> apps = new ArrayList<>();
    for (int i = 0; i < values.count("apps"); i++) {
      String path = "apps[" + i + "].";
      app(path, ofNode.with(limits.apply(path + "limits."))).ifPresent(apps::add);
    }
    return apps;
  }

  private Optional<App> app(String path, Limits limits) {
    String id = values.text(path + "id", "");
    if (id.isEmpty()) {
      values.problem("file", path + "id is missing. Give each app an id, such as \"1\".");
    } else if (!id.chars().allMatch(c -> c >= '0' && c <= '9')) {
      warnings.add(
          path
              + "id \""
              + Shortened.of(id)
              + "\" is not decimal: the Python library and the URL forms of Go, Node and Python refuse it.");
    }
    unique(placesOfIds, id, path + "id");
    List<AppKey> keys = keys(path);
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new App(
                id,
                values.text(path + "name", id),
                keys,
                values.isOn(path + "enabled", true),
                settings(path),
                limits));
  }

  private List<AppKey> keys(String path) {
    List<AppKey> keys = new ArrayList<>();
    for (int i = 0; i < values.count(path + "keys"); i++) {
      key(path + "keys[" + i + "].").ifPresent(keys::add);
    }
    if (keys.stream().noneMatch(AppKey::active) && values.problems().isEmpty()) {
      values.problem("file", path + "keys has no active key. Add one with its secret.");
    }
    return keys;
  }

  private Optional<AppKey> key(String path) {
    String key = values.text(path + "key", "");
    if (!AuthToken.isKey(key)) {
      values.problem(
          where(path + "key"),
          path + "key is \"" + Shortened.of(key) + "\". Expected 1 to 64 of A-Z a-z 0-9 _ -.");
      return Optional.empty();
    }
    unique(placesOfKeys, key, path + "key");
    String secret = secret(path);
    if (secret.isEmpty()) {
      values.problem(
          where(path + "key"),
          path + "secret is missing. Give it as secret, as secret_file or in the environment.");
      return Optional.empty();
    }
    Secret made = Secret.of(secret);
    if (made.length() < SHORT_SECRET_BYTES) {
      warnings.add(
          path + "secret is shorter than " + SHORT_SECRET_BYTES + " bytes. Use a longer one.");
    }
    return Optional.of(new AppKey(key, made, values.isOn(path + "active", true)));
  }

  private String secret(String path) {
    Optional<Values.Value> file = values.find(path + "secret_file");
    if (file.isEmpty()) {
      return values.text(path + "secret", "");
    }
    try {
      return Files.readString(Path.of(file.get().text())).strip();
    } catch (IOException e) {
      values.problem(
          file.get().where(),
          path + "secret_file \"" + Shortened.of(file.get().text()) + "\" cannot be read.");
      return "";
    }
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
            new Origins(values.texts(path + "allowed_origins", List.of("*")), presence),
            values.isOn(path + "authorized_connections", false),
            values.isOn(path + "require_tls", false),
            values.isOn(path + "strict_protocol", false)),
        new AppSettings.Idempotency(
            values.isOn(path + "idempotency.enabled", true),
            Duration.ofSeconds(values.whole(path + "idempotency.ttl_seconds", 120))),
        Duration.ofSeconds(values.whole(path + "activity_timeout_seconds", 120)),
        Duration.ofSeconds(values.whole(path + "pong_timeout_seconds", 30)));
  }

  private void unique(Map<String, String> places, String value, String path) {
    String earlier = value.isEmpty() ? null : places.putIfAbsent(value, path);
    if (earlier != null) {
      values.problem(
          where(path), path + " and " + earlier + " are both \"" + Shortened.of(value) + "\".");
    }
  }

  private String where(String path) {
    return values.find(path).map(Values.Value::where).orElse("file");
  }
}
