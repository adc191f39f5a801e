package io.belfry.server.app;

import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.setting.Settings;
import java.util.List;
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
 */
public record App(
    String id,
    String name,
    List<AppKey> keys,
    boolean isEnabled,
    Settings settings,
    Limits limits) {
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

  /** Takes a copy of the keys. */
  public App {
    keys = List.copyOf(keys);
  }

  /**
   * Begins an app.
   *
   * @param id its id in paths of the HTTP API; decimal, since some libraries insist on it
   */
  public static AppBuilder builder(String id) {
    return new AppBuilder(id);
  }

  /** The same with other limits. */
  public App withLimits(Limits others) {
    return new App(id, name, keys, isEnabled, settings, others);
  }

  /**
   * What is left of this app when it is served no more: its name and its bounds, and no key. An
   * older secret must not come back to life through it (rule WS-112).
   */
  public App gone() {
    return new App(id, name, List.of(), false, settings, limits);
  }

  /** Whether it is what is left of an app; one that is served or switched off has a key. */
  public boolean isGone() {
    return keys.isEmpty();
  }

  /** The active key of that name (rule LIM-040). */
  public Optional<AppKey> activeKey(String name) {
    for (AppKey candidate : keys) {
      if (candidate.active() && candidate.key().equals(name)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
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
    Optional<AppKey> key = activeKey(keyOf(auth));
    boolean matches =
        AuthToken.parse(auth)
            .filter(
                token -> token.isSignedWith(key.map(AppKey::secret).orElse(DECOY), stringToSign))
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
}
