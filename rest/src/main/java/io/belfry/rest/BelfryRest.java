package io.belfry.rest;

import java.net.http.HttpClient;

/**
 * {@link Pusher} by another name, for programs that also use the Java client, whose main class is
 * called {@code Pusher} too.
 *
 * <p>Thread: thread-safe.
 */
public final class BelfryRest extends Pusher {
  /** The app that the options name. */
  public BelfryRest(RestOptions options) {
    super(options);
  }

  /**
   * The app that the options name, over an HTTP client of the caller's, whose own connect time-out
   * holds, and which {@link #close} leaves open.
   */
  public BelfryRest(RestOptions options, HttpClient http) {
    super(options, http);
  }

  /**
   * The app of a URL, {@code SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public BelfryRest(String url) {
    super(url);
  }
}
