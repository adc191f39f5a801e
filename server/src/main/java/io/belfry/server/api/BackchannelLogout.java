package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.rate.AddressRate;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where an identity provider tells that somebody has logged out. What it tells is a token that it
 * has signed, and anybody may bring one, so each address has a pace, the body is short, and it is
 * dropped before those of callers who have proved themselves.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-058; OpenID Connect Back-Channel Logout 1.0, section 2.5"
 */
final class BackchannelLogout {
  /** So many a second from one address. */
  static final int RATE_OF_ADDRESS = 100;

  private static final List<String> TAIL = List.of("oidc", "backchannel_logout");
  private static final int SEGMENTS = 4;
  private static final AllowedMethods METHODS = AllowedMethods.of("POST");

  private final AppSource apps;
  private final Logouts logouts;
  private final ApiAnswers answers;
  private final AddressRate rate;

  BackchannelLogout(AppSource apps, Logouts logouts, ApiAnswers answers, LongSupplier nanoTime) {
    this.apps = apps;
    this.logouts = logouts;
    this.answers = answers;
    this.rate = new AddressRate(RATE_OF_ADDRESS, nanoTime);
  }

  /** Whether a request is one of these, by its path. */
  static boolean isAt(RoutedRequest request) {
    List<String> segments = request.segments();
    return segments.size() == SEGMENTS
        && segments.getFirst().equals(Route.APPS)
        && segments.subList(2, SEGMENTS).equals(TAIL);
  }

  /**
   * Judges one by its head; never throws.
   *
   * @param check throws whatever keeps the server from taking any request now
   */
  Hearing hear(RoutedRequest request, Runnable check) {
    try {
      App app = app(request);
      Request head = request.head();
      Optional<Response> otherwise = METHODS.otherwise(head.method());
      if (otherwise.isPresent()) {
        return head.method().equals("OPTIONS")
            ? settled(answers.marked(otherwise.get(), request))
            : settled(answers.refused(METHODS.refusal(), request));
      }
      check.run();
      if (!LogoutForm.isIn(head)) {
        throw ApiReason.UNSUPPORTED_MEDIA_TYPE.error();
      }
      checkPace(head.caller().address());
      return new Heard(app, request);
    } catch (RuntimeException | Error e) {
      return settled(answers.refused(e, request));
    }
  }

  // To whom none is expected of, nothing is there: apps are not to be found out here.
  private App app(RoutedRequest request) {
    Optional<App> app = Optional.ofNullable(request.appId()).flatMap(apps::byId);
    if (app.isEmpty() && !apps.isComplete()) {
      throw ApiReason.OVERLOADED.saying(
          "Apps cannot be looked up at the moment. Send the request again.");
    }
    return app.filter(App::isEnabled)
        .filter(
            it ->
                it.issuers().stream()
                    .anyMatch(issuer -> issuer.settings().of(JwtSettings.BACKCHANNEL_LOGOUT)))
        .orElseThrow(ApiReason.NOT_FOUND::error);
  }

  private void checkPace(@Nullable InetAddress address) {
    Optional<Long> seconds = address == null ? Optional.empty() : rate.waitSeconds(address);
    if (seconds.isPresent()) {
      throw ApiReason.RATE_LIMITED
          .saying(
              "More than %d log-outs a second come from this address. Wait %d s."
                  .formatted(RATE_OF_ADDRESS, seconds.get()))
          .retryAfter(seconds.get());
    }
  }

  private static Hearing settled(Response response) {
    return new Hearing.Settled(CompletableFuture.completedFuture(unstored(response)));
  }

  private static Response unstored(Response response) {
    return response.withHeader("Cache-Control", "no-store");
  }

  /** One whose body is awaited. */
  private final class Heard implements Hearing.Continued {
    private final App app;
    private final RoutedRequest request;

    Heard(App app, RoutedRequest request) {
      this.app = app;
      this.request = request;
    }

    @Override
    public boolean isProven() {
      return false;
    }

    @Override
    public long maxBodyBytes() {
      return app.limits().of(Limit.MAX_TOKEN_BYTES) + LogoutForm.MAX_BYTES_BESIDE;
    }

    @Override
    public Response tooLarge() {
      return unstored(
          answers.refused(
              ApiReason.REQUEST_TOO_LARGE.error(maxBodyBytes()).by(Limit.MAX_TOKEN_BYTES),
              request,
              app));
    }

    @Override
    public Response late() {
      return unstored(
          answers.refused(ApiReason.TIMED_OUT.error(Hearing.LONGEST.toSeconds()), request, app));
    }

    @Override
    public CompletionStage<Response> answer(byte[] body) {
      return logouts
          .answer(app, request, LogoutForm.token(body))
          .handle(
              (response, failure) ->
                  unstored(failure == null ? answered(response) : failed(failure)));
    }

    private Response answered(Response response) {
      return response.isNothing()
          ? answers.done(response, request, app)
          : answers.marked(response, request);
    }

    // By the standard a log-out that has failed is told with 400, whatever it failed by.
    private Response failed(Throwable failure) {
      Response refused = answers.refused(failure, request, app);
      return refused.status() == ApiReason.INTERNAL_ERROR.status()
          ? refused
          : answers.marked(Logouts.refusal(true), request);
    }
  }
}
