package io.belfry.rest;

import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Which app on which server, and how long to wait for it.
 *
 * <p>Thread: immutable.
 *
 * @param base scheme, host, port and path prefix of the server, such as {@code
 *     https://push.example.com}
 * @param appId id of the app
 * @param key public key of the app
 * @param secret what signs; never shown
 * @param connectTimeout longest wait for a connection; 5 s by default
 * @param requestTimeout longest wait for an answer; 10 s by default
 * @param clock wall clock, for the time in each request; the machine's by default
 * @see "rules HTTP-164, HTTP-165"
 */
public record RestOptions(
    URI base,
    String appId,
    String key,
    Secret secret,
    Duration connectTimeout,
    Duration requestTimeout,
    InstantSource clock) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final String APPS = "/apps/";

  /** Refuses what no server could be reached with. */
  public RestOptions {
    String scheme = base.getScheme();
    if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "The server's address has to be a URL such as https://push.example.com.");
    }
    if (appId.isEmpty() || appId.indexOf('/') >= 0) {
      throw new IllegalArgumentException("The app id is empty or has a slash. Expected such as 1.");
    }
    if (!AuthToken.isKey(key)) {
      throw new IllegalArgumentException(
          "The app key is malformed. Expected 1 to 64 of A-Z a-z 0-9 _ -.");
    }
    if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("Time-outs have to be at least a millisecond.");
    }
  }

  /**
   * The app with this key on this server, with default times.
   *
   * @param base scheme, host, port and path prefix, such as {@code https://push.example.com}
   */
  public static RestOptions of(String base, String appId, String key, String secret) {
    String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return new RestOptions(
        URI.create(trimmed),
        appId,
        key,
        Secret.of(secret),
        CONNECT_TIMEOUT,
        REQUEST_TIMEOUT,
        InstantSource.system());
  }

  /**
   * Reads all from one URL, {@code SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID}.
   *
   * @throws IllegalArgumentException if it has another form; the message does not show the URL,
   *     which holds the secret
   */
  public static RestOptions parse(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw malformedUrl();
    }
    String user = uri.getUserInfo();
    String path = uri.getPath();
    int apps = path == null ? -1 : path.lastIndexOf(APPS);
    int colon = user == null ? -1 : user.indexOf(':');
    if (user == null || path == null || colon < 0 || apps < 0 || uri.getHost() == null) {
      throw malformedUrl();
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String base = uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, apps);
    String appId = path.substring(apps + APPS.length());
    return of(base, appId, user.substring(0, colon), user.substring(colon + 1));
  }

  /** The same with other time-outs. */
  public RestOptions withTimeouts(Duration connect, Duration request) {
    return new RestOptions(base, appId, key, secret, connect, request, clock);
  }

  /** The same with another wall clock. */
  public RestOptions withClock(InstantSource other) {
    return new RestOptions(base, appId, key, secret, connectTimeout, requestTimeout, other);
  }

  private static IllegalArgumentException malformedUrl() {
    return new IllegalArgumentException(
        "The URL is malformed. Expected SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID.");
  }
}
