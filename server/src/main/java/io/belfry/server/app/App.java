package io.belfry.server.app;

import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.setting.wording.AppNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One tenant of the server.
 *
 * <p>Thread: immutable.
 *
 * @param id its id in paths of the HTTP API
 * @param name for people
 * @param keys its keys, oldest first
 * @param isEnabled whether it is served
 * @param settings what it has switched on, of what {@link AppSettings} lists
 * @param limits how much it may
 * @param webhooks where it is told what happens
 * @param issuers who signs tokens that its users sign in with, beside its own keys
 */
public record App(
    String id,
    String name,
    List<Key> keys,
    boolean isEnabled,
    Settings settings,
    Limit.Limits limits,
    List<WebhookEndpoint> webhooks,
    List<JwtIssuer> issuers) {
  // A token with an unknown key is compared all the same, so that its answer takes no less time
  // (rule THR-07).
  private static final Secret DECOY = Secret.of("no app has this secret");

  /** Verdict on a token. */
  public enum Verdict {
    /** Made with a secret of this app for exactly this text. */
    GRANTED,
    /** The key is none of this app's active ones. */
    UNKNOWN_KEY,
    /** The signature is another one. */
    BAD_SIGNATURE
  }

  /** Takes copies of the lists. */
  public App {
    keys = List.copyOf(keys);
    webhooks = List.copyOf(webhooks);
    issuers = List.copyOf(issuers);
  }

  /**
   * Begins an app.
   *
   * @param id its id in paths of the HTTP API; decimal, since some libraries insist on it
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** The same with other limits. */
  public App withLimits(Limit.Limits others) {
    return new App(id, name, keys, isEnabled, settings, others, webhooks, issuers);
  }

  /** The same on a node with those limits, which it has where it sets none of its own. */
  public App onNode(Limit.Limits ofNode) {
    return withLimits(limits.onNode(ofNode));
  }

  /**
   * What is left of this app when it is served no more: its name and its bounds, and no key. An
   * older secret must not come back to life through it (rule WS-112).
   */
  public App gone() {
    return new App(id, name, List.of(), false, settings, limits, List.of(), List.of());
  }

  /** Whether it is what is left of an app; one that is served or switched off has a key. */
  public boolean isGone() {
    return keys.isEmpty();
  }

  /** The active key of that name (rule LIM-040). */
  public Optional<Key> activeKey(String name) {
    for (Key candidate : keys) {
      if (candidate.active() && candidate.key().equals(name)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * The key that signs what the server sends: of those that are active the oldest. Empty for an app
   * that is gone (rule HOOK-003).
   */
  public Optional<Key> oldestActiveKey() {
    return keys.stream().filter(Key::active).findFirst();
  }

  /** Whether it has a key of that name, active or not. */
  public boolean hasKey(String name) {
    return keys.stream().anyMatch(key -> key.key().equals(name));
  }

  /**
   * Judges what a client gives as its token; any active key of this app may have made it, whichever
   * key the connection was opened with (rule LIM-041).
   */
  public Verdict verify(String auth, String stringToSign) {
    Optional<Key> key = activeKey(keyOf(auth));
    boolean matches =
        AuthToken.parse(auth)
            .filter(token -> token.isSignedWith(key.map(Key::secret).orElse(DECOY), stringToSign))
            .isPresent();
    if (key.isEmpty()) {
      return Verdict.UNKNOWN_KEY;
    }
    return matches ? Verdict.GRANTED : Verdict.BAD_SIGNATURE;
  }

  private static String keyOf(String auth) {
    int colon = auth.indexOf(':');
    return colon < 0 ? auth : auth.substring(0, colon);
  }

  /**
   * One key of an app with its secret. An app has several while it changes from one to the next.
   *
   * <p>Thread: immutable.
   *
   * @param key public name
   * @param secret what signs
   * @param active whether it is accepted
   */
  public record Key(String key, Secret secret, boolean active) {}

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
  public static final class Builder {
    private static final String OF_APPS = "apps[].";
    private static final String OF_WEBHOOKS = "apps[].webhooks[].";

    private final String id;
    private final List<Key> keys = new ArrayList<>();
    private final Settings.Builder settings = Settings.builder();
    private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    private final List<WebhookEndpoint> webhooks = new ArrayList<>();
    private final List<JwtIssuer> issuers = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();
    private String name;
    private boolean isEnabled = true;

    Builder(String id) {
      this.id = id;
      this.name = id;
      AppNames.mistakeOfId(id).ifPresent(mistake -> mistakes.add("id" + mistake));
    }

    /** Its name for people; its id unless it is set. */
    public Builder name(String text) {
      name = text;
      return this;
    }

    /**
     * Adds a key, after those that it has. An app has several while it changes from one to the
     * next.
     *
     * @param key public name: 1 to 64 of A-Z a-z 0-9 _ -
     * @param secret what signs; its UTF-8 bytes are the key of the HMAC
     */
    public Builder key(String key, String secret) {
      return key(key, secret, true);
    }

    /** Adds a key that is not accepted any more. */
    public Builder inactiveKey(String key, String secret) {
      return key(key, secret, false);
    }

    private Builder key(String key, String secret, boolean isActive) {
      List<String> wrong = new ArrayList<>();
      AppNames.mistakeOfKey(key).ifPresent(mistake -> wrong.add("key" + mistake));
      AppNames.mistakeOfSecret(secret, key).ifPresent(mistake -> wrong.add("secret" + mistake));
      if (wrong.isEmpty()) {
        keys.add(new Key(key, Secret.of(secret), isActive));
      }
      mistakes.addAll(wrong);
      return this;
    }

    /** Switches the app off: it is known, and its clients are told that it is not served. */
    public Builder disabled() {
      isEnabled = false;
      return this;
    }

    /**
     * Sets one of {@link AppSettings}.
     *
     * @throws IllegalArgumentException if it is no setting of an app
     */
    public <T> Builder set(Setting<T> setting, T value) {
      if (!setting.path().startsWith(OF_APPS)
          || setting.path().startsWith(OF_WEBHOOKS)
          || setting.path().startsWith(JwtSettings.OF_ISSUERS)) {
        throw new IllegalArgumentException(setting.path() + " is no setting of an app.");
      }
      settings.set(setting, value);
      return this;
    }

    /** Sets which web pages may connect, each as in a file: {@code https://example.com}. */
    public Builder allowedOrigins(String... origins) {
      settings.setTexts(AppSettings.ALLOWED_ORIGINS, List.of(origins));
      return this;
    }

    /** Adds where it is told what happens. */
    public Builder webhook(WebhookEndpoint endpoint) {
      webhooks.add(endpoint);
      return this;
    }

    /** Adds somebody whose tokens its users may sign in with. */
    public Builder issuer(JwtIssuer one) {
      issuers.add(one);
      return this;
    }

    /** Sets a limit; one that is not set is that of the node. Units and ranges: {@link Limit}. */
    public Builder limit(Limit limit, long value) {
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
      if (all.isEmpty() && keys.stream().noneMatch(Key::active)) {
        all.add("keys has no active key. Add one with its secret.");
      }
      JwtIssuer.twice(issuers).ifPresent(wrong -> all.add("jwt " + wrong));
      if (!all.isEmpty()) {
        throw new IllegalArgumentException(
            "app " + id + ": " + String.join("\napp " + id + ": ", all));
      }
      return new App(
          id,
          name,
          keys,
          isEnabled,
          settings.build(),
          Limit.Limits.DEFAULTS.with(limits),
          WebhookEndpoint.distinct(webhooks),
          issuers);
    }
  }
}
