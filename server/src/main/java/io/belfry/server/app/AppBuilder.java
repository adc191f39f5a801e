package io.belfry.server.app;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes an app, with the judgement and the sentences of the configuration file.
 *
 * <pre>{@code
 * App app =
 *     App.builder("1")
 *         .key("app-key", secret)
 *         .set(AppSettings.CLIENT_EVENTS_ENABLED, true)
 *         .limit(Limit.MAX_CONNECTIONS, 1_000)
 *         .build();
 * }</pre>
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-043, LIM-061, LIM-064"
 */
public final class AppBuilder {
  private static final String OF_APPS = "apps[].";

  private final String id;
  private final List<AppKey> keys = new ArrayList<>();
  private final Settings.Builder settings = Settings.builder();
  private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
  private final List<String> mistakes = new ArrayList<>();
  private String name;
  private boolean isEnabled = true;

  AppBuilder(String id) {
    this.id = id;
    this.name = id;
    AppNames.mistakeOfId(id).ifPresent(mistake -> mistakes.add("id" + mistake));
  }

  /** Its name for people; its id unless it is set. */
  public AppBuilder name(String text) {
    name = text;
    return this;
  }

  /**
   * Adds a key, after those that it has. An app has several while it changes from one to the next.
   *
   * @param key public name: 1 to 64 of A-Z a-z 0-9 _ -
   * @param secret what signs; its UTF-8 bytes are the key of the HMAC
   */
  public AppBuilder key(String key, String secret) {
    return key(key, secret, true);
  }

  /** Adds a key that is not accepted any more. */
  public AppBuilder inactiveKey(String key, String secret) {
    return key(key, secret, false);
  }

  private AppBuilder key(String key, String secret, boolean isActive) {
    List<String> wrong = new ArrayList<>();
    AppNames.mistakeOfKey(key).ifPresent(mistake -> wrong.add("key" + mistake));
    AppNames.mistakeOfSecret(secret, key).ifPresent(mistake -> wrong.add("secret" + mistake));
    if (wrong.isEmpty()) {
      keys.add(new AppKey(key, Secret.of(secret), isActive));
    }
    mistakes.addAll(wrong);
    return this;
  }

  /** Switches the app off: it is known, and its clients are told that it is not served. */
  public AppBuilder disabled() {
    isEnabled = false;
    return this;
  }

  /**
   * Sets one of {@link AppSettings}.
   *
   * @throws IllegalArgumentException if it is no setting of an app
   */
  public <T> AppBuilder set(Setting<T> setting, T value) {
    if (!setting.path().startsWith(OF_APPS)) {
      throw new IllegalArgumentException(setting.path() + " is no setting of an app.");
    }
    settings.set(setting, value);
    return this;
  }

  /** Sets which web pages may connect, each as in a file: {@code https://example.com}. */
  public AppBuilder allowedOrigins(String... origins) {
    settings.setTexts(AppSettings.ALLOWED_ORIGINS, List.of(origins));
    return this;
  }

  /** Sets a limit; one that is not set is that of the node. Units and ranges: {@link Limit}. */
  public AppBuilder limit(Limit limit, long value) {
    mistakes.addAll(limit.mistakes(value));
    limits.put(limit, value);
    return this;
  }

  /**
   * The app.
   *
   * @throws IllegalArgumentException if anything is wrong with it; the message has all of it, a
   *     line each
   */
  public App build() {
    List<String> all = new ArrayList<>(mistakes);
    all.addAll(settings.mistakes());
    if (all.isEmpty() && keys.stream().noneMatch(AppKey::active)) {
      all.add("keys has no active key. Add one with its secret.");
    }
    if (!all.isEmpty()) {
      throw new IllegalArgumentException(
          "app " + id + ": " + String.join("\napp " + id + ": ", all));
    }
    return new App(id, name, keys, isEnabled, settings.build(), Limits.DEFAULTS.with(limits));
  }
}
