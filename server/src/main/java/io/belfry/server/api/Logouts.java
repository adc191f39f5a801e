package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.app.App;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditEntry.AuditOutcome;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.jwt.LogoutVerdict.LoggedOut;
import io.belfry.server.jwt.LogoutVerdict.LogoutRefused;
import io.belfry.server.metrics.Metric;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout.Revoked;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what logout tokens say: the sessions of the login end on all nodes, and its tokens
 * are not taken any more, durably. The answers are those of the standard, which say little, since
 * anybody may ask; the log has more.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-058; OpenID Connect Back-Channel Logout 1.0, sections 2.7 and 2.8"
 */
final class Logouts {
  /** So many may wait for their verdict; the threads that verify are those of sign-ins. */
  static final int MOST_WAITING = 100;

  private static final int BAD_REQUEST = 400;
  private static final Ending ENDING = new Ending(false, "Logged out");
  private static final LogoutRefused NO_TOKEN =
      new LogoutRefused(
          Reason.TOKEN_MALFORMED.word(), "The form has not exactly one logout_token.", false);
  private static final LogoutRefused TOO_MANY_WAIT =
      new LogoutRefused(
          Reason.KEYS_UNAVAILABLE.word(), MOST_WAITING + " logout tokens wait already.", true);

  private final ApiParts server;
  private final JwtVerifier jwt;
  private final ClusterAdapter cluster;
  private final Shutouts known;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Log-outs of a server.
   *
   * @param jwt verifies their tokens
   * @param cluster ends sessions on all nodes
   * @param known who is shut out
   */
  Logouts(ApiParts server, JwtVerifier jwt, ClusterAdapter cluster, Shutouts known) {
    this.server = server;
    this.jwt = jwt;
    this.cluster = cluster;
    this.known = known;
  }

  /**
   * Answers one.
   *
   * @param token as it came; empty when there is none
   * @return fails as {@link ClusterAdapter#shutOut} does, and when the app has too many revocations
   */
  CompletionStage<Response> answer(App app, RoutedRequest request, Optional<String> token) {
    if (token.isEmpty()) {
      return CompletableFuture.completedStage(refused(app, request, NO_TOKEN));
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.completedStage(refused(app, request, TOO_MANY_WAIT));
    }
    return jwt.verifyLogout(app, token.get())
        .whenComplete((verdict, failure) -> waiting.decrementAndGet())
        .thenCompose(
            verdict ->
                switch (verdict) {
                  case LoggedOut out -> carryOut(app, request, out);
                  case LogoutRefused refused ->
                      CompletableFuture.completedStage(refused(app, request, refused));
                });
  }

  private CompletionStage<Response> carryOut(App app, RoutedRequest request, LoggedOut out) {
    return shutOut(app, out)
        .whenComplete(
            (ended, failure) -> {
              if (failure != null) {
                jwt.notCarriedOut(app, out);
              }
            })
        .thenApply(
            ended -> {
              audit(AuditOutcome.ACCEPTED, "asked", app, request, out);
              return Response.ok();
            });
  }

  private CompletionStage<?> shutOut(App app, LoggedOut out) {
    long now = server.clock().millis();
    try {
      return cluster.shutOut(NewRevocation.of(app, revoked(out), ENDING, known, now));
    } catch (ApiError e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static Revoked revoked(LoggedOut out) {
    String session = out.session();
    String user = out.userId();
    if (session != null) {
      return new Revoked.LoginSession(session);
    }
    if (user != null) {
      // Whose token is of the same second was signed in before, but for who is quicker than that.
      long millis = Duration.ofSeconds(out.issuedAtSeconds()).toMillis() + 1;
      return new Revoked.IssuedBefore(new UserId(user), millis);
    }
    throw new IllegalStateException("A log-out is of a login session or of a user.");
  }

  private Response refused(App app, RoutedRequest request, LogoutRefused refused) {
    Request head = request.head();
    server.metrics().count(Metric.API_REFUSALS, app.id(), refused.word());
    server
        .refusals()
        .note(
            new Refusal(
                RefusalKind.API_CALL,
                refused.word(),
                app,
                new Refusal.Who(null, null, null, head.caller().address()),
                request.called() + " request " + request.id() + ": " + refused.words(),
                null));
    audit(AuditOutcome.REFUSED, refused.word(), app, request, null);
    return refusal(refused.isTemporary());
  }

  /** What the provider is told, whose log-out was not carried out. */
  static Response refusal(boolean isTemporary) {
    return Response.json(
        BAD_REQUEST,
        Json.object(
            json -> {
              json.writeStringProperty(
                  "error", isTemporary ? "temporarily_unavailable" : "invalid_request");
              json.writeStringProperty(
                  "error_description",
                  isTemporary
                      ? "The log-out cannot be carried out now. Send it again later."
                      : "This logout token is not taken. The log of the server says why.");
            }));
  }

  private void audit(
      AuditOutcome outcome,
      String reason,
      App app,
      RoutedRequest request,
      @Nullable LoggedOut out) {
    if (!server.audit().isOn()) {
      return;
    }
    AuditEntry.Concerned caller =
        CallerNotes.who(request.head(), out == null ? null : out.userId());
    server
        .audit()
        .note(
            new AuditEntry(
                AuditEntry.What.LOGOUT,
                outcome,
                reason,
                app.id(),
                out == null ? caller : caller.of(out.session()),
                AuditEntry.Means.call(null, request.id())));
  }
}
