package io.belfry.client;

import io.belfry.client.internal.Settings;
import io.belfry.client.internal.Timing;
import io.belfry.client.internal.Transport;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects. The names are those of the official client; a client copies the options
 * when it is built, so later setters change nothing.
 *
 * <p>Thread: confined to its caller.
 */
public class PusherOptions {
  /** Version of this library. */
  public static final String LIB_VERSION = LibraryVersion.TEXT;

  private static final String HOSTED = "ws.pusherapp.com";

  private String host = HOSTED;
  private int wsPort = 80;
  private int wssPort = 443;
  private String path = "";
  private boolean tls = true;
  private Map<String, String> headers = Map.of();
  private Proxy proxy = Proxy.NO_PROXY;
  private Timing timing = Timing.DEFAULT;
  private @Nullable SSLContext sslContext;
  private @Nullable UserAuthenticator userAuthenticator;
  private @Nullable ChannelAuthorizer channelAuthorizer;

  /** Whether the connection is encrypted. */
  public boolean isUseTLS() {
    return tls;
  }

  /** Encrypts the connection, or not. Default true. */
  public PusherOptions setUseTLS(boolean useTLS) {
    tls = useTLS;
    return this;
  }

  /** Former name of {@link #isUseTLS}. */
  public boolean isEncrypted() {
    return tls;
  }

  /** Former name of {@link #setUseTLS}. */
  public PusherOptions setEncrypted(boolean encrypted) {
    return setUseTLS(encrypted);
  }

  /** Who says who the user is; null when nobody was set. */
  public @Nullable UserAuthenticator getUserAuthenticator() {
    return userAuthenticator;
  }

  /** Sets who says who the user is. {@link Pusher#signin} needs it. */
  public PusherOptions setUserAuthenticator(UserAuthenticator authenticator) {
    userAuthenticator = authenticator;
    return this;
  }

  /** Who lets this client into channels; null when nobody was set. */
  public @Nullable ChannelAuthorizer getChannelAuthorizer() {
    return channelAuthorizer;
  }

  /** Sets who lets this client into channels. Private and presence channels need it. */
  public PusherOptions setChannelAuthorizer(ChannelAuthorizer authorizer) {
    channelAuthorizer = authorizer;
    return this;
  }

  /** Former name of {@link #getChannelAuthorizer}; null when another kind was set. */
  public @Nullable Authorizer getAuthorizer() {
    return channelAuthorizer instanceof Authorizer authorizer ? authorizer : null;
  }

  /** Former name of {@link #setChannelAuthorizer}. */
  public PusherOptions setAuthorizer(Authorizer authorizer) {
    return setChannelAuthorizer(authorizer);
  }

  /** Sets the server's host name. Default: that of the hosted service. */
  public PusherOptions setHost(String host) {
    this.host = host;
    return this;
  }

  /** Sets the port of unencrypted connections. Default 80. */
  public PusherOptions setWsPort(int port) {
    wsPort = OptionBounds.port("setWsPort", port);
    return this;
  }

  /** Sets the port of encrypted connections. Default 443. */
  public PusherOptions setWssPort(int port) {
    wssPort = OptionBounds.port("setWssPort", port);
    return this;
  }

  /**
   * Sets host and ports to those of a region of the hosted service. A server of one's own has no
   * such regions: use {@link #setHost}. As in the official client, the later of the two counts.
   */
  public PusherOptions setCluster(String cluster) {
    host = "ws-" + cluster + ".pusher.com";
    wsPort = 80;
    wssPort = 443;
    return this;
  }

  /** Sets what stands before {@code /app/KEY} in the URL, such as {@code /realtime}. Default "". */
  public PusherOptions setPath(String prefix) {
    path = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return this;
  }

  /**
   * Sets headers that the connection is opened with.
   *
   * @throws IllegalArgumentException for names that HTTP clients keep to themselves, such as {@code
   *     Host}
   */
  public PusherOptions setHeaders(Map<String, String> headers) {
    HttpRequest.Builder check = HttpRequest.newBuilder();
    headers.forEach(check::setHeader);
    this.headers = Map.copyOf(headers);
    return this;
  }

  /** Sets keys and trusted certificates of encrypted connections. Default: those of the JVM. */
  public PusherOptions setSslContext(SSLContext context) {
    sslContext = context;
    return this;
  }

  /** The proxy between this client and the server. */
  public Proxy getProxy() {
    return proxy;
  }

  /**
   * Sets the proxy between this client and the server. Default none.
   *
   * @throws IllegalArgumentException for SOCKS, which the JDK's WebSocket does not speak
   */
  public PusherOptions setProxy(Proxy proxy) {
    if (proxy.type() == Proxy.Type.SOCKS) {
      throw new IllegalArgumentException(
          "setProxy: SOCKS (expected: an HTTP proxy or Proxy.NO_PROXY)");
    }
    this.proxy = proxy;
    return this;
  }

  /** Longest silence before this client pings, in milliseconds. */
  public long getActivityTimeout() {
    return timing.activityTimeout().toMillis();
  }

  /**
   * Sets the longest silence before this client pings. A shorter one that the server names counts.
   *
   * @param milliseconds at least 1000; default 120000
   */
  public PusherOptions setActivityTimeout(long milliseconds) {
    timing = timing.withActivityTimeout(OptionBounds.timeout("setActivityTimeout", milliseconds));
    return this;
  }

  /** Longest wait for an answer to a ping, in milliseconds. */
  public long getPongTimeout() {
    return timing.pongTimeout().toMillis();
  }

  /**
   * Sets the longest wait for an answer to a ping.
   *
   * @param milliseconds at least 1000; default 30000
   */
  public PusherOptions setPongTimeout(long milliseconds) {
    timing = timing.withPongTimeout(OptionBounds.timeout("setPongTimeout", milliseconds));
    return this;
  }

  /** Longest wait for an authenticator, an authorizer, and the server's answer to a sign-in. */
  public Duration getAuthTimeout() {
    return timing.authTimeout();
  }

  /** Sets that wait. At least 1 s; default 10 s. */
  public PusherOptions setAuthTimeout(Duration timeout) {
    timing = timing.withAuthTimeout(OptionBounds.timeout("setAuthTimeout", timeout.toMillis()));
    return this;
  }

  /** Attempts in a row before the client gives up. */
  public int getMaxReconnectionAttempts() {
    return timing.maxAttempts();
  }

  /** Sets the attempts in a row before the client gives up. Default: it never does. */
  public PusherOptions setMaxReconnectionAttempts(int attempts) {
    timing =
        timing.withMaxAttempts(OptionBounds.atLeast("setMaxReconnectionAttempts", attempts, 0));
    return this;
  }

  /** Longest wait between two attempts, in seconds. */
  public int getMaxReconnectGapInSeconds() {
    return (int) timing.maxGap().toSeconds();
  }

  /** Sets the longest wait between two attempts. At least 1; default 30. */
  public PusherOptions setMaxReconnectGapInSeconds(int seconds) {
    int gap = OptionBounds.atLeast("setMaxReconnectGapInSeconds", seconds, 1);
    timing = timing.withMaxGap(Duration.ofSeconds(gap));
    return this;
  }

  /** The URL that a client with these options and that key opens. */
  public String buildUrl(String apiKey) {
    String origin = (tls ? "wss://" : "ws://") + host + ":" + (tls ? wssPort : wsPort);
    return AppUrl.of(origin + path, apiKey);
  }

  Settings frozen(String apiKey) {
    URI uri = URI.create(buildUrl(apiKey));
    return new Settings(
        new Transport.Target(uri, headers, sslContext, proxy),
        timing,
        userAuthenticator,
        channelAuthorizer);
  }
}
