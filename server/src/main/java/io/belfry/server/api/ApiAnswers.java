package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.Refusals;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the answer of whatever a call has come to, and counts it: what a call fails by becomes a
 * refusal in words, and every answer names its request.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-006, HTTP-180 to HTTP-184"
 */
final class ApiAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ApiAnswers.class);

  /** Calls that were not signed as they should be. */
  private static final Set<ApiReason> AUDITED =
      Collections.unmodifiableSet(
          EnumSet.of(
              ApiReason.AUTH_SIGNATURE_INVALID,
              ApiReason.AUTH_KEY_UNKNOWN,
              ApiReason.AUTH_BODY_MD5_MISMATCH));

  private final AppSource apps;
  private final Cors cors;
  private final Metrics metrics;
  private final Refusals refusals;
  private final AuditLog audit;
  private final Breakdown breakdown;
  private final Set<String> lateCalls = ConcurrentHashMap.newKeySet();

  ApiAnswers(ApiParts parts, Cors cors) {
    this.apps = parts.apps();
    this.cors = cors;
    this.metrics = parts.metrics();
    this.refusals = parts.refusals();
    this.audit = parts.audit();
    this.breakdown = parts.breakdown();
  }

  /** The response as it goes out. */
  Response marked(Response response, RoutedRequest request) {
    return cors.apply(request.head(), response.withHeader("X-Request-Id", request.id()));
  }

  /** The answer of a call that was carried out. */
  Response done(Response response, RoutedRequest request, App app) {
    metrics.count(Metric.API_CALLS, app.id());
    return marked(response, request);
  }

  /** The answer to a request of which nobody knows yet whose it is. */
  Response refused(Throwable thrown, RoutedRequest request) {
    // An id that is none of an app's is chosen by a stranger and must not become a label.
    App named = Optional.ofNullable(request.appId()).flatMap(apps::byId).orElse(null);
    return refused(error(thrown, request), request, named);
  }

  /** The answer to a call of that app. */
  Response refused(Throwable thrown, RoutedRequest request, App app) {
    ApiError error = error(thrown, request);
    error.limit().ifPresent(limit -> metrics.count(Metric.LIMIT_REFUSALS, app.id(), limit.key()));
    return refused(error, request, app);
  }

  /** The answer to a call of that app whose own did not come in time; said once of each route. */
  Response late(RoutedRequest request, App app) {
    long seconds = Hearing.LONGEST.toSeconds();
    if (lateCalls.add(request.routes().getFirst().template())) {
      LOG.error(
          "No answer to {} within {} s: an event loop stands still, or an answer was lost. Further"
              + " ones are counted in belfry_api_refusals. request={}",
          request.called(),
          seconds,
          request.id());
    }
    return refused(ApiReason.TIMED_OUT.error(seconds), request, app);
  }

  /** What nobody hears any more, since the caller was told that it is late: a fault is logged. */
  Response unsaid(Throwable thrown, RoutedRequest request) {
    return error(thrown, request).toResponse();
  }

  private Response refused(ApiError error, RoutedRequest request, @Nullable App app) {
    String word = error.reason().word();
    metrics.count(Metric.API_REFUSALS, app == null ? Metrics.UNKNOWN_APP : app.id(), word);
    Refusal.Who who = new Refusal.Who(request.key(), null, null, request.head().caller().address());
    String about = request.called() + " request " + request.id();
    refusals.note(new Refusal(RefusalKind.API_CALL, word, app, who, about, null));
    if (AUDITED.contains(error.reason()) && audit.isOn()) {
      audit(word, app, request);
    }
    return marked(error.toResponse(), request);
  }

  private void audit(String reason, @Nullable App app, RoutedRequest request) {
    audit.note(
        new AuditEntry(
            AuditEntry.What.API_CALL,
            AuditEntry.AuditOutcome.REFUSED,
            reason,
            app == null ? null : app.id(),
            CallerNotes.who(request.head(), null),
            AuditEntry.Means.call(request.key(), request.id())));
  }

  private ApiError error(Throwable thrown, RoutedRequest request) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return switch (failure) {
      case ApiError error -> error;
      case NotAccepted refused -> {
        String sentence = String.valueOf(refused.getMessage());
        yield switch (refused.cause()) {
          case OVERLOADED -> ApiReason.OVERLOADED.saying(sentence);
          case UNREACHABLE, UNCERTAIN -> ApiReason.CLUSTER_UNAVAILABLE.saying(sentence);
          case NOT_KEPT -> ApiReason.NOT_KEPT.saying(sentence);
        };
      }
      default -> {
        breakdown.tellIfFatal(failure);
        LOG.error(
            "A request failed through a fault of the server. request={}", request.id(), failure);
        yield ApiReason.INTERNAL_ERROR.saying(
            "The server failed. Its log has more under request id " + request.id() + ".");
      }
    };
  }
}
