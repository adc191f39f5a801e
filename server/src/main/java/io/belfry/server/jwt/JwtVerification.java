package io.belfry.server.jwt;

import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings.Algorithm;
import io.belfry.server.app.Limit;
import io.belfry.server.refusal.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens: those that were verified before by a look-up, all others on threads of their
 * own, once the keys of their issuer are there.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-050 to USR-058"
 */
public final class JwtVerification implements JwtVerifier {
  /** So many tokens may wait for a thread or for keys, in a sixteenth of the heap. */
  static final int MOST_WAITING = 10_000;

  private static final long SHARE_OF_WAITING = 16;
  // Its text, what is read of it, and what stands around these.
  private static final long TIMES_ITS_TEXT = 4;
  private static final long BESIDE_ITS_TEXT = 1_024;

  private final JwtParts parts;
  private final KeySources sources;
  private final TokenMemory memory = new TokenMemory();
  private final LogoutMemory logouts = new LogoutMemory();
  private final JwtThreads threads;
  private final JwtThreads.WaitingRoom room =
      new JwtThreads.WaitingRoom(MOST_WAITING, Runtime.getRuntime().maxMemory() / SHARE_OF_WAITING);
  private final LongAdder verified = new LongAdder();
  private final LongAdder remembered = new LongAdder();

  /** A token that its issuer has signed. */
  private record Signed(Jws token, JwtIssuer issuer, IssuerKey key) {}

  /**
   * A token that waits for its verdict.
   *
   * @param audience whom such tokens of an issuer are for
   */
  private record WaitingToken(
      App app,
      String token,
      Function<JwtIssuer, String> audience,
      CompletableFuture<Signed> outcome) {}

  /** A token of which all is known but whether the issuer has signed it. */
  private record AddressedToken(
      WaitingToken waiting, Jws token, JwtIssuer issuer, Algorithm algorithm) {}

  public JwtVerification(JwtParts parts) {
    this.parts = parts;
    this.sources = new KeySources(parts, memory);
    this.threads = new JwtThreads(parts.breakdown());
    parts
        .metrics()
        .watchCounts(
            "belfry_jwt_verifications",
            "JWTs of sign-ins, by whether they were verified or were known from before.",
            List.of("how"),
            () ->
                Map.of(
                    List.of("verified"), verified.doubleValue(),
                    List.of("remembered"), remembered.doubleValue()));
    parts.metrics().watch("belfry_jwt_waiting", "JWTs that wait to be verified.", threads::waiting);
  }

  @Override
  public CompletionStage<JwtVerdict> verify(App app, String token) {
    if (app.issuers().isEmpty() || token.length() > app.limits().of(Limit.MAX_TOKEN_BYTES)) {
      return CompletableFuture.completedStage(refusedAtOnce(app, token));
    }
    String key = TokenMemory.key(app, token);
    Optional<TokenMemory.KnownToken> known =
        memory.find(key, app, nowSeconds()).filter(it -> sources.of(it.place()).isUsable());
    if (known.isPresent()) {
      remembered.increment();
      return CompletableFuture.completedStage(new JwtVerdict.TokenAccepted(known.get().user()));
    }
    verified.increment();
    return signed(app, token, JwtIssuer::audience)
        .thenApply(signed -> accepted(key, signed))
        .exceptionally(failure -> objection(failure).refused());
  }

  private JwtVerdict refusedAtOnce(App app, String token) {
    try {
      JwtJudge.read(app, token);
      throw new IllegalStateException("A token that is refused at once was read.");
    } catch (JwtObjection e) {
      return e.refused();
    }
  }

  private JwtVerdict accepted(String key, Signed signed) {
    try {
      JwtUser user = JwtJudge.user(signed.issuer, signed.token, nowSeconds());
      memory.put(
          key,
          new TokenMemory.KnownToken(
              user, signed.issuer, KeyPlace.of(signed.issuer), signed.key.fingerprint()));
      return new JwtVerdict.TokenAccepted(user);
    } catch (JwtObjection e) {
      return e.refused();
    }
  }

  @Override
  public CompletionStage<LogoutVerdict> verifyLogout(App app, String logoutToken) {
    return signed(app, logoutToken, JwtIssuer::logoutAudience)
        .thenApply(signed -> loggedOut(app, signed))
        .exceptionally(failure -> objection(failure).logoutRefused());
  }

  private LogoutVerdict loggedOut(App app, Signed signed) {
    try {
      LogoutVerdict.LoggedOut logout = LogoutJudge.judge(signed.issuer, signed.token, nowSeconds());
      return logouts.isNew(app.id(), logout, nowSeconds()) ? logout : LogoutJudge.replayed();
    } catch (JwtObjection e) {
      return e.logoutRefused();
    }
  }

  @Override
  public void notCarriedOut(App app, LogoutVerdict.LoggedOut out) {
    logouts.forget(app.id(), out);
  }

  private long nowSeconds() {
    return Math.floorDiv(parts.clock().millis(), 1_000L);
  }

  // Of all that was thrown on the way; what is none of ours is a fault, and in the log already.
  private static JwtObjection objection(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof JwtObjection objection ? objection : JwtObjection.fault();
  }

  private CompletionStage<Signed> signed(
      App app, String token, Function<JwtIssuer, String> audience) {
    WaitingToken waiting = new WaitingToken(app, token, audience, new CompletableFuture<>());
    long bytes = BESIDE_ITS_TEXT + TIMES_ITS_TEXT * token.length();
    if (threads.admit(waiting.outcome, bytes, room)) {
      threads.execute(waiting.outcome, () -> begin(waiting));
    } else {
      waiting.outcome.completeExceptionally(
          new JwtObjection(
              Reason.KEYS_UNAVAILABLE,
              threads.waiting()
                  + " JWTs wait to be verified already, and there is no room for more."));
    }
    return waiting.outcome;
  }

  private void begin(WaitingToken waiting) throws JwtObjection {
    Jws token = JwtJudge.read(waiting.app, waiting.token);
    JwtIssuer issuer = JwtJudge.issuer(waiting.app, token, waiting.audience);
    AddressedToken claimed =
        new AddressedToken(waiting, token, issuer, JwtJudge.algorithm(issuer, token));
    KeySource source = sources.of(KeyPlace.of(issuer));
    later(claimed, source.keys(), keys -> withKeys(claimed, source, keys));
  }

  /** What is done once keys are there, or are known not to be. */
  @FunctionalInterface
  private interface WithKeys {
    void run(@Nullable KeySet keys) throws JwtObjection;
  }

  // On this thread if they are there, so that nobody is overtaken by whoever has to wait.
  private void later(AddressedToken claimed, CompletionStage<@Nullable KeySet> keys, WithKeys step)
      throws JwtObjection {
    CompletableFuture<@Nullable KeySet> future = keys.toCompletableFuture();
    if (future.isDone()) {
      step.run(future.join());
      return;
    }
    var unused =
        future.whenComplete(
            (found, failed) -> threads.execute(claimed.waiting.outcome, () -> step.run(found)));
  }

  private void withKeys(AddressedToken claimed, KeySource source, @Nullable KeySet keys)
      throws JwtObjection {
    if (keys == null) {
      throw noKeys(claimed.issuer, source);
    }
    List<IssuerKey> fitting = keys.fitting(claimed.token, claimed.algorithm);
    if (!fitting.isEmpty()) {
      verifyBy(fitting, claimed);
      return;
    }
    later(
        claimed,
        source.newerThan(keys),
        newer -> {
          if (newer == null) {
            throw noKeys(claimed.issuer, source);
          }
          List<IssuerKey> found = newer.fitting(claimed.token, claimed.algorithm);
          if (found.isEmpty()) {
            throw JwtJudge.keyUnknown(claimed.token, claimed.algorithm);
          }
          verifyBy(found, claimed);
        });
  }

  private static void verifyBy(List<IssuerKey> fitting, AddressedToken claimed)
      throws JwtObjection {
    IssuerKey key = JwtJudge.signedBy(fitting, claimed.token, claimed.algorithm);
    claimed.waiting.outcome.complete(new Signed(claimed.token, claimed.issuer, key));
  }

  private static JwtObjection noKeys(JwtIssuer issuer, KeySource source) {
    return new JwtObjection(
        Reason.KEYS_UNAVAILABLE,
        "There are no keys of " + issuer.issuer() + ": " + source.told() + ".");
  }

  @Override
  public void appsChanged() {
    sources.keep(parts.apps().all());
  }

  @Override
  public void close() {
    threads.close();
    sources.close();
  }
}
