package io.belfry.server.app;

import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may sign tokens with which users of an app sign in.
 *
 * <p>Thread: immutable.
 *
 * @param issuer the {@code iss} of its tokens
 * @param audience what their {@code aud} has to hold
 * @param settings all of it, of what {@link JwtSettings} lists
 * @see "rules USR-050 to USR-058"
 */
public record JwtIssuer(String issuer, String audience, Settings settings) {
  /** Issuers that one app has at most. */
  public static final int MOST = 10;

  private static final String DISCOVERY = "/.well-known/openid-configuration";

  /**
   * The issuer that these settings make.
   *
   * @param settings of which {@link #mistakes} has nothing to say
   */
  public static JwtIssuer of(Settings settings) {
    return new JwtIssuer(
        settings.of(JwtSettings.ISSUER), settings.of(JwtSettings.AUDIENCE), settings);
  }

  /**
   * Begins an issuer.
   *
   * @param issuer the {@code iss} of its tokens
   * @param audience what their {@code aud} has to hold
   */
  public static Builder builder(String issuer, String audience) {
    return new Builder(issuer, audience);
  }

  /** What is wrong with settings beside each other, each a sentence that begins with a setting. */
  public static List<String> mistakes(Settings settings) {
    List<String> found = new ArrayList<>();
    String issuer = settings.of(JwtSettings.ISSUER);
    if (issuer.isEmpty()) {
      found.add("issuer is missing. Expected the iss of its tokens.");
    }
    if (settings.of(JwtSettings.AUDIENCE).isEmpty()) {
      found.add(
          "audience is missing. Expected what the aud of its tokens holds; without it tokens for"
              + " other services would be taken.");
    }
    boolean hasUrl = settings.of(JwtSettings.JWKS_URL).isPresent();
    boolean hasFile = settings.of(JwtSettings.JWKS_FILE).isPresent();
    if (hasUrl && hasFile) {
      found.add("jwks_url and jwks_file are both there. Leave one of them out.");
    }
    if (!hasUrl && !hasFile && !issuer.isEmpty()) {
      JwtKinds.mistakeOfUrl(issuer)
          .ifPresent(
              mistake ->
                  found.add(
                      "issuer"
                          + mistake
                          + " Its keys are looked for below it, since there is neither jwks_url nor"
                          + " jwks_file."));
    }
    return found;
  }

  /** Which of them is there twice, as a sentence. */
  public static Optional<String> twice(List<JwtIssuer> issuers) {
    Set<List<String>> seen = new HashSet<>();
    for (JwtIssuer one : issuers) {
      if (!seen.add(List.of(one.issuer, one.audience))) {
        return Optional.of("has two entries of one issuer and one audience. Take one away.");
      }
    }
    return issuers.size() > MOST
        ? Optional.of("has more than " + MOST + " entries.")
        : Optional.empty();
  }

  /**
   * What is wrong with an address that keys are to be fetched from; the end of a sentence that
   * begins with the address.
   */
  public static Optional<String> mistakeOfAddress(String url) {
    return JwtKinds.mistakeOfUrl(url);
  }

  /** What the {@code aud} of its logout tokens has to hold: those are for a client of it. */
  public String logoutAudience() {
    return settings.of(JwtSettings.LOGOUT_AUDIENCE).orElse(audience);
  }

  /** Where it says by OpenID Connect Discovery where its keys are. */
  public URI discovery() {
    return URI.create((issuer.endsWith("/") ? issuer.replaceFirst("/$", "") : issuer) + DISCOVERY);
  }

  /**
   * Makes an issuer, with the judgement and the sentences of the configuration file.
   *
   * <pre>{@code
   * JwtIssuer.builder("https://id.example.com/", "realtime")
   *     .set(JwtSettings.USER_ID_CLAIM, "email")
   *     .build()
   * }</pre>
   *
   * <p>Thread: confined to its caller.
   */
  public static final class Builder {
    private final Settings.Builder settings = Settings.builder();

    private Builder(String issuer, String audience) {
      settings.set(JwtSettings.ISSUER, issuer).set(JwtSettings.AUDIENCE, audience);
    }

    /**
     * Sets one of {@link JwtSettings}.
     *
     * @throws IllegalArgumentException if it is no setting of an issuer
     */
    public <T> Builder set(Setting<T> setting, T value) {
      if (!setting.path().startsWith(JwtSettings.OF_ISSUERS)) {
        throw new IllegalArgumentException(setting.path() + " is no setting of an issuer.");
      }
      settings.set(setting, value);
      return this;
    }

    /**
     * The issuer.
     *
     * @throws IllegalArgumentException if anything is wrong with it; the message has all of it, a
     *     line each
     */
    public JwtIssuer build() {
      List<String> all = new ArrayList<>(settings.mistakes());
      Settings built = settings.build();
      all.addAll(mistakes(built));
      if (!all.isEmpty()) {
        throw new IllegalArgumentException("jwt: " + String.join("\njwt: ", all));
      }
      return of(built);
    }
  }
}
