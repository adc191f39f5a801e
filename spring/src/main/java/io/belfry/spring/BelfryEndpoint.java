package io.belfry.spring;

import java.net.URI;

/**
 * The server that an application has inside, as a bean: where it is, and its app. It takes the
 * place of {@code belfry.url}, {@code app-id}, {@code key} and {@code secret}. A page is told by it
 * where to connect.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-240"
 */
public final class BelfryEndpoint {
  private final URI url;
  private final String appId;
  private final String key;
  private final String secret;

  private BelfryEndpoint(URI url, String appId, String key, String secret) {
    this.url = url;
    this.appId = appId;
    this.key = key;
    this.secret = secret;
  }

  /**
   * A server and its app.
   *
   * @param url scheme, host and port, as this application reaches it
   * @param appId id of the app
   * @param key public key of the app
   * @param secret secret of the key, which nobody reads out of this again
   */
  public static BelfryEndpoint of(URI url, String appId, String key, String secret) {
    return new BelfryEndpoint(url, appId, key, secret);
  }

  /** Where this application reaches it; pages may need another host. */
  public URI url() {
    return url;
  }

  /** The port that it listens on. */
  public int port() {
    return url.getPort();
  }

  /** Id of the app. */
  public String appId() {
    return appId;
  }

  /** Public key of the app. */
  public String key() {
    return key;
  }

  String secret() {
    return secret;
  }

  /** Names the app, and shows no secret. */
  @Override
  public String toString() {
    return "BelfryEndpoint[" + url + ", app " + appId + ", key " + key + "]";
  }
}
