package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.webhook.post.BoundedGet;
import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A verifier with a clock in the test's hands, an identity provider, and an app that has both. */
final class Verifying implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  final IdentityProvider provider = IdentityProvider.start();
  final ManualClock clock = new ManualClock();
  final Breakdown breakdown = new Breakdown();
  final ConfiguredApps apps;
  final JwtVerification verifier;
  App app;

  Verifying(UnaryOperator<JwtIssuer.Builder> settings) {
    this(settings, () -> BoundedGet.over(Optional.empty(), List.of()), JwtParts.LONGEST_FETCH);
  }

  Verifying(
      UnaryOperator<JwtIssuer.Builder> settings, Supplier<BoundedGet> http, Duration longestFetch) {
    app = app(settings);
    apps = new ConfiguredApps(List.of(app));
    verifier =
        new JwtVerification(
            new JwtParts(
                apps, http, longestFetch, clock, clock::nanoTime, new Metrics(), breakdown));
  }

  Verifying() {
    this(issuer -> issuer);
  }

  /** An app whose tokens the provider makes, with these further settings. */
  App app(UnaryOperator<JwtIssuer.Builder> settings) {
    JwtIssuer.Builder issuer =
        JwtIssuer.builder(provider.issuer(), provider.audience())
            .set(JwtSettings.JWKS_URL, Optional.of(URI.create(provider.keysUrl())));
    return App.builder("1")
        .key("app-key", "a secret")
        .issuer(settings.apply(issuer).build())
        .build();
  }

  /** A right token of that user, for an hour. */
  String token(String user) {
    return provider.token(user, clock.instant(), Duration.ofHours(1));
  }

  /** The same, with these further members. */
  String token(String user, String... members) {
    return provider.sign(provider.claims(user, clock.instant(), Duration.ofHours(1), members));
  }

  JwtVerdict verdict(String token) {
    try {
      return verifier.verify(app, token).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  JwtUser user(String token) {
    JwtVerdict verdict = verdict(token);
    assertThat(verdict).isInstanceOf(JwtVerdict.TokenAccepted.class);
    return ((JwtVerdict.TokenAccepted) verdict).user();
  }

  /** The word of the reason for which it is not taken. */
  String reason(String token) {
    JwtVerdict verdict = verdict(token);
    assertThat(verdict).isInstanceOf(JwtVerdict.TokenRefused.class);
    return ((JwtVerdict.TokenRefused) verdict).reason().word();
  }

  @Override
  public void close() {
    verifier.close();
    provider.close();
  }
}
