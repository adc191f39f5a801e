package io.belfry.rest;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.crypto.MasterKey;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which app on which server, and how long to wait for it. Each {@code with…} method gives a copy.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-163, HTTP-164, HTTP-165, HTTP-168, HOOK-085"
 */
public final class RestOptions {
  // Before the defaults, which are checked against it.
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Bounds DEFAULTS =
      new Bounds(
          Duration.ofSeconds(5), Duration.ofSeconds(10), 10, Optional.of(Duration.ofSeconds(300)));
  private static final Tools PLAIN =
      new Tools(
          InstantSource.system(),
          Optional.empty(),
          Optional.empty(),
          Retries.NONE,
          (operation, status, took) -> {});
  private static final String APPS = "/apps/";
  private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final URI server;
  private final Credentials credentials;
  private final Bounds bounds;
  private final Tools tools;

  private RestOptions(URI server, Credentials credentials, Bounds bounds, Tools tools) {
    this.server = server;
    this.credentials = credentials;
    this.bounds = bounds;
    this.tools = tools;
  }

  private record Tools(
      InstantSource clock,
      Optional<EventMapper> mapper,
      Optional<ProxySelector> proxy,
      Retries retries,
      CallListener listener) {}

  private record Credentials(
      String appId, String key, Secret secret, Optional<MasterKey> masterKey) {
    private Credentials {
      if (!APP_ID.matcher(appId).matches()) {
        throw new IllegalArgumentException(
            "The app id \""
                + Shortened.of(appId)
                + "\" is malformed. Expected 1 to 64 of A-Z a-z 0-9 _ - ., such as 1.");
      }
      if (!AuthToken.isKey(key)) {
        throw new IllegalArgumentException(
            "The app key is malformed. Expected 1 to 64 of A-Z a-z 0-9 _ -.");
      }
    }
  }

  private record Bounds(
      Duration connectTimeout,
      Duration requestTimeout,
      int maxBatchSize,
      Optional<Duration> maxWebhookAge) {
    private Bounds {
      checkWait("connect time-out", connectTimeout);
      checkWait("request time-out", requestTimeout);
      if (maxBatchSize < 1) {
        throw new IllegalArgumentException(
            "The batch limit is " + maxBatchSize + ". Expected at least 1.");
      }
      if (maxWebhookAge.filter(Bounds::isNoAge).isPresent()) {
        throw new IllegalArgumentException(
            "The greatest age of a webhook is "
                + maxWebhookAge.get()
                + ". Expected from 1 ms to 366 days.");
      }
    }

    private static boolean isNoAge(Duration age) {
      return age.compareTo(Duration.ofMillis(1)) < 0 || age.compareTo(Duration.ofDays(366)) > 0;
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
   * @param secret the secret of the key, without white space around it; {@link #ofSecretFile} takes
   *     it from a file
   * @throws IllegalArgumentException if one of them is malformed; no message shows the secret
   */
  public static RestOptions of(String server, String appId, String key, String secret) {
    return made(ServerUrl.parse(server), appId, key, secret);
  }

  /**
   * The app with this key on this server, for a program that has the secret as such already.
   *
   * @throws IllegalArgumentException if one of them is malformed
   */
  public static RestOptions of(String server, String appId, String key, Secret secret) {
    return made(ServerUrl.parse(server), appId, key, secret);
  }

  private static RestOptions made(URI server, String appId, String key, String secret) {
    return made(server, appId, key, SecretText.checked(secret));
  }

  private static RestOptions made(URI server, String appId, String key, Secret secret) {
    Credentials credentials = new Credentials(appId, key, secret, Optional.empty());
    return new RestOptions(server, credentials, DEFAULTS, PLAIN);
  }

  /**
   * The app with this key on this server, and its secret from a file, such as the server's own
   * {@code secret_file}. The file is read once, now; white space around the secret is passed over.
   *
   * @param secretFile a readable file of at most 4096 bytes with the secret on its one line
   * @throws IllegalArgumentException if an argument is malformed, or if the file cannot be read or
   *     holds anything else; the message has its absolute path
   */
  public static RestOptions ofSecretFile(String server, String appId, String key, Path secretFile) {
    return of(server, appId, key, SecretText.ofFile(secretFile));
  }

  /**
   * The app that the environment of this process names: {@code BELFRY_URL}, {@code BELFRY_APP_ID},
   * {@code BELFRY_KEY}, and {@code BELFRY_SECRET} or {@code BELFRY_SECRET_FILE}; or {@code
   * BELFRY_URL} alone in the form that {@link #parse} takes. Empty variables count as missing.
   *
   * @throws IllegalArgumentException if one is missing or malformed, or if two contradict each
   *     other; the message has all such problems and no secret
   */
  public static RestOptions fromEnvironment() {
    return new Environment(System.getenv()).options();
  }

  /**
   * Reads all from one URL, {@code SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID}.
   *
   * @throws IllegalArgumentException if it has another form; the message does not show the URL,
   *     which holds the secret
   */
  public static RestOptions parse(String url) {
    URI uri = ServerUrl.plain(url);
    String user = uri.getUserInfo();
    String path = uri.getRawPath();
    int apps = path == null ? -1 : path.lastIndexOf(APPS);
    int colon = user == null ? -1 : user.indexOf(':');
    if (user == null || path == null || colon < 0 || apps < 0) {
      throw ServerUrl.refusal("lacks key, secret or app id");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String server = uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, apps);
    String appId = path.substring(apps + APPS.length());
    return made(
        ServerUrl.plain(server), appId, user.substring(0, colon), user.substring(colon + 1));
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
    return new RestOptions(server, with, bounds, tools);
  }

  /** The same, able to send objects as events: the mapper makes JSON of them. */
  public RestOptions withEventMapper(EventMapper mapper) {
    return with(Optional.of(mapper), tools.listener);
  }

  /** The same, telling of each call over the network when it has ended. */
  public RestOptions withCallListener(CallListener listener) {
    return with(tools.mapper, listener);
  }

  private RestOptions with(Optional<EventMapper> mapper, CallListener listener) {
    Tools with = new Tools(tools.clock, mapper, tools.proxy, tools.retries, listener);
    return new RestOptions(server, credentials, bounds, with);
  }

  /**
   * The same with other time-outs, each from 1 ms to 1 h.
   *
   * @param connect longest wait for a connection; 5 s by default
   * @param request longest wait for the whole answer; 10 s by default
   */
  public RestOptions withTimeouts(Duration connect, Duration request) {
    Bounds with = new Bounds(connect, request, bounds.maxBatchSize, bounds.maxWebhookAge);
    return new RestOptions(server, credentials, with, tools);
  }

  /** The same with another number of events that the server takes in one batch; 10 by default. */
  public RestOptions withMaxBatchSize(int events) {
    Bounds with =
        new Bounds(bounds.connectTimeout, bounds.requestTimeout, events, bounds.maxWebhookAge);
    return new RestOptions(server, credentials, with, tools);
  }

  /**
   * The same, refusing webhooks whose time is longer ago; 300 s by default, which is how long the
   * server sends one under its first time. A bound keeps others from sending again what they have
   * overheard.
   *
   * @param age from 1 ms to 366 days
   */
  public RestOptions withMaxWebhookAge(Duration age) {
    return withWebhookAge(Optional.of(age));
  }

  /** The same, taking webhooks however old they are. */
  public RestOptions withoutMaxWebhookAge() {
    return withWebhookAge(Optional.empty());
  }

  private RestOptions withWebhookAge(Optional<Duration> age) {
    Bounds with =
        new Bounds(bounds.connectTimeout, bounds.requestTimeout, bounds.maxBatchSize, age);
    return new RestOptions(server, credentials, with, tools);
  }

  /**
   * The same with another wall clock, which gives each request its time, and webhooks their age.
   */
  public RestOptions withClock(InstantSource other) {
    Tools with = new Tools(other, tools.mapper, tools.proxy, tools.retries, tools.listener);
    return new RestOptions(server, credentials, bounds, with);
  }

  /**
   * The same, reaching the server through a proxy for HTTP; by default through the one that the
   * JVM's settings name, if any. One that asks for a password needs a {@link
   * java.net.http.HttpClient} of the caller's.
   *
   * @param proxy host and port of the proxy
   */
  public RestOptions withProxy(InetSocketAddress proxy) {
    Tools with =
        new Tools(
            tools.clock,
            tools.mapper,
            Optional.of(ProxySelector.of(proxy)),
            tools.retries,
            tools.listener);
    return new RestOptions(server, credentials, bounds, with);
  }

  /**
   * The same, repeating a call that failed, up to so many times; by default nothing is repeated.
   * What may have been carried out is not: an event goes out once. So these are repeated:
   *
   * <ul>
   *   <li>any call that no connection was there for, and any that was answered 429, or 503 because
   *       the server is overloaded or goes down;
   *   <li>after no answer and after any other 5xx, what does no harm twice: questions, terminating
   *       a user's connections, and events that have an idempotency key.
   * </ul>
   *
   * The wait before each is random, up to 0.2 s at first and twice as long each time, 5 s at most;
   * or what the server asks for in {@code Retry-After}, which ends the call when it is more than 30
   * s. Each attempt has the whole request time-out.
   *
   * @param most from 0 to 10
   * @throws IllegalArgumentException if it is outside the range
   * @see "rule HTTP-161"
   */
  public RestOptions withRetries(int most) {
    return with(tools.retries.upTo(most));
  }

  /**
   * The same, giving each event and each batch that has none an idempotency key, so that retries go
   * on after a lost answer. The server has to know such keys, as Belfry and Sockudo do: others pass
   * them over, and an event may go out twice.
   */
  public RestOptions withIdempotencyKeys() {
    return with(tools.retries.withKeys());
  }

  private RestOptions with(Retries retries) {
    Tools with = new Tools(tools.clock, tools.mapper, tools.proxy, retries, tools.listener);
    return new RestOptions(server, credentials, bounds, with);
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

  Optional<Duration> maxWebhookAge() {
    return bounds.maxWebhookAge;
  }

  InstantSource clock() {
    return tools.clock;
  }

  CallListener listener() {
    return tools.listener;
  }

  Optional<EventMapper> mapper() {
    return tools.mapper;
  }

  Optional<ProxySelector> proxy() {
    return tools.proxy;
  }

  Retries retries() {
    return tools.retries;
  }

  @Override
  public String toString() {
    return "RestOptions[" + server + APPS + appId() + ", key " + key() + ", secret ***]";
  }
}
