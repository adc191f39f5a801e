package io.belfry.rest;

import io.belfry.protocol.crypto.MasterKey;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Which app on which server, and how long to wait for it. Each {@code with…} method gives a copy.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-163, HTTP-164, HTTP-165"
 */
public final class RestOptions {
  // Before the defaults, which are checked against it.
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Bounds DEFAULTS =
      new Bounds(Duration.ofSeconds(5), Duration.ofSeconds(10), 10);
  private static final String APPS = "/apps/";

  private final URI server;
  private final Credentials credentials;
  private final Bounds bounds;
  private final InstantSource clock;

  private RestOptions(URI server, Credentials credentials, Bounds bounds, InstantSource clock) {
    this.server = server;
    this.credentials = credentials;
    this.bounds = bounds;
    this.clock = clock;
  }

  private record Credentials(
      String appId, String key, Secret secret, Optional<MasterKey> masterKey) {
    private Credentials {
      if (appId.isEmpty() || appId.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "The app id is empty or has a slash. Expected one such as 1.");
      }
      if (!AuthToken.isKey(key)) {
        throw new IllegalArgumentException(
            "The app key is malformed. Expected 1 to 64 of A-Z a-z 0-9 _ -.");
      }
    }
  }

  private record Bounds(Duration connectTimeout, Duration requestTimeout, int maxBatchSize) {
    private Bounds {
      checkWait("connect time-out", connectTimeout);
      checkWait("request time-out", requestTimeout);
      if (maxBatchSize < 1) {
        throw new IllegalArgumentException(
            "The batch limit is " + maxBatchSize + ". Expected at least 1.");
      }
    }

    private static void checkWait(String name, Duration wait) {
      if (wait.compareTo(Duration.ofMillis(1)) < 0 || wait.compareTo(LONGEST_WAIT) > 0) {
        throw new IllegalArgumentException(
            "The " + name + " is " + wait + ". Expected from 1 ms to 1 h.");
      }
    }
  }

  /**
   * The app with this key on this server.
   *
   * @param server scheme, host, port and path prefix, such as {@code https://push.example.com}
   * @param secret the secret of the key
   * @throws IllegalArgumentException if one of them is malformed; no message shows the secret
   */
  public static RestOptions of(String server, String appId, String key, String secret) {
    Credentials credentials = new Credentials(appId, key, Secret.of(secret), Optional.empty());
    return new RestOptions(serverUri(server), credentials, DEFAULTS, InstantSource.system());
  }

  /**
   * Reads all from one URL, {@code SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID}.
   *
   * @throws IllegalArgumentException if it has another form; the message does not show the URL,
   *     which holds the secret
   */
  public static RestOptions parse(String url) {
    URI uri = uri(url);
    String user = uri.getUserInfo();
    String path = uri.getRawPath();
    int apps = path == null ? -1 : path.lastIndexOf(APPS);
    int colon = user == null ? -1 : user.indexOf(':');
    boolean hasMore = uri.getRawQuery() != null || uri.getRawFragment() != null;
    if (user == null || path == null || colon < 0 || apps < 0 || hasMore) {
      throw malformedUrl();
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String server = uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, apps);
    String appId = path.substring(apps + APPS.length());
    return of(server, appId, user.substring(0, colon), user.substring(colon + 1));
  }

  /**
   * The same, able to encrypt events and to let clients into encrypted channels.
   *
   * @param base64 base64 of exactly 32 random bytes, known to this application alone
   * @throws IllegalArgumentException if it is anything else
   */
  public RestOptions withEncryptionMasterKey(String base64) {
    Credentials with =
        new Credentials(
            credentials.appId,
            credentials.key,
            credentials.secret,
            Optional.of(MasterKey.parse(base64)));
    return new RestOptions(server, with, bounds, clock);
  }

  /**
   * The same with other time-outs, each from 1 ms to 1 h.
   *
   * @param connect longest wait for a connection; 5 s by default
   * @param request longest wait for the whole answer; 10 s by default
   */
  public RestOptions withTimeouts(Duration connect, Duration request) {
    Bounds with = new Bounds(connect, request, bounds.maxBatchSize);
    return new RestOptions(server, credentials, with, clock);
  }

  /** The same with another number of events that the server takes in one batch; 10 by default. */
  public RestOptions withMaxBatchSize(int events) {
    Bounds with = new Bounds(bounds.connectTimeout, bounds.requestTimeout, events);
    return new RestOptions(server, credentials, with, clock);
  }

  /** The same with another wall clock, which gives each request its time. */
  public RestOptions withClock(InstantSource other) {
    return new RestOptions(server, credentials, bounds, other);
  }

  /** Scheme, host, port and path prefix of the server, without a slash at the end. */
  public URI server() {
    return server;
  }

  /** Id of the app. */
  public String appId() {
    return credentials.appId;
  }

  /** Public key of the app. */
  public String key() {
    return credentials.key;
  }

  Secret secret() {
    return credentials.secret;
  }

  Optional<MasterKey> masterKey() {
    return credentials.masterKey;
  }

  Duration connectTimeout() {
    return bounds.connectTimeout;
  }

  Duration requestTimeout() {
    return bounds.requestTimeout;
  }

  int maxBatchSize() {
    return bounds.maxBatchSize;
  }

  InstantSource clock() {
    return clock;
  }

  private static URI serverUri(String text) {
    URI uri = uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean hasMore =
        uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    if (uri.getHost() == null || !isHttp || hasMore) {
      throw malformedUrl();
    }
    return uri;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The cause would show the whole text.
      throw malformedUrl();
    }
  }

  private static IllegalArgumentException malformedUrl() {
    return new IllegalArgumentException(
        "The server's URL is malformed. Expected one such as https://push.example.com, or with"
            + " everything in it SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID, where odd characters of"
            + " the secret are percent-encoded.");
  }

  @Override
  public String toString() {
    return "RestOptions[" + server + APPS + appId() + ", key " + key() + ", secret ***]";
  }
}
