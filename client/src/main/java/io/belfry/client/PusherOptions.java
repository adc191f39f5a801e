package io.belfry.client;

import io.belfry.client.internal.RequestHeaders;
import io.belfry.client.internal.Settings;
import io.belfry.client.internal.SocketTransport;
import io.belfry.client.internal.Timing;
import io.belfry.client.internal.Transport;
import io.belfry.protocol.BelfryVersion;
import io.belfry.protocol.Shortened;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
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
  public static final String LIB_VERSION = BelfryVersion.TEXT;

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");
  private static final int SECONDS_OF_A_DAY = 86_400;
  private static final int MILLIS_OF_A_SECOND = 1_000;

  private String host = "";
  private String region = "";
  private boolean hosted;
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
  private @Nullable Executor listenerExecutor;
  private @Nullable PayloadReader payloadReader;
  private Transport transport = new SocketTransport();

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

  /**
   * Sets the server's host: a name or an IPv4 address, or an IPv6 address in brackets, without
   * scheme, port and path. There is no default: a client needs this call.
   *
   * @throws IllegalArgumentException if it is anything else; the message names the right call
   */
  public PusherOptions setHost(String host) {
    this.host = HostName.checked(host);
    return this;
  }

  /**
   * Connects to the hosted service of the protocol's inventor instead of a server of one's own; the
   * app key goes there. {@link #setCluster} names its region.
   */
  public PusherOptions hosted() {
    hosted = true;
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
   * Sets the region of the hosted service, for {@link #hosted}. A server of one's own has no such
   * regions: with {@link #setHost} this changes nothing.
   *
   * @throws IllegalArgumentException if it cannot be part of a host name
   */
  public PusherOptions setCluster(String cluster) {
    if (!REGION.matcher(cluster).matches()) {
      throw new IllegalArgumentException(
          "setCluster: \""
              + Shortened.of(cluster)
              + "\" (expected: a region such as eu; setHost takes the host of a server)");
    }
    region = cluster;
    return this;
  }

  /**
   * Sets what stands before {@code /app/KEY} in the URL, such as {@code /realtime}. Default "".
   *
   * @throws IllegalArgumentException if it does not begin with a slash, or is no path
   */
  public PusherOptions setPath(String prefix) {
    path = HostName.checkedPath(prefix);
    return this;
  }

  /**
   * Sets headers that the connection is opened with.
   *
   * @throws IllegalArgumentException for names that HTTP clients keep to themselves, such as {@code
   *     Host}, and for what is no header; the message shows no value
   */
  public PusherOptions setHeaders(Map<String, String> headers) {
    this.headers = RequestHeaders.checkedForUpgrade("setHeaders", headers);
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
   * Sets the proxy between this client and the server, one for HTTP or SOCKS. Default none. A
   * header {@code Proxy-Authorization} of {@link #setHeaders} goes to an HTTP proxy alone; one for
   * SOCKS asks {@link java.net.Authenticator}.
   *
   * @throws IllegalArgumentException if it has no host and port
   */
  public PusherOptions setProxy(Proxy proxy) {
    this.proxy = OptionBounds.proxy(proxy);
    return this;
  }

  /** Longest silence before this client pings, in milliseconds. */
  public long getActivityTimeout() {
    return timing.activityTimeout().toMillis();
  }

  /**
   * Sets the longest silence before this client pings. A shorter one that the server names counts.
   *
   * @param milliseconds from 1000 to a day; default 120000
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
   * @param milliseconds from 1000 to a day; default 30000
   */
  public PusherOptions setPongTimeout(long milliseconds) {
    timing = timing.withPongTimeout(OptionBounds.timeout("setPongTimeout", milliseconds));
    return this;
  }

  /** Longest wait for an authenticator, an authorizer, and the server's answer to a sign-in. */
  public Duration getAuthTimeout() {
    return timing.authTimeout();
  }

  /** Sets that wait. From 1 s to a day; default 10 s. */
  public PusherOptions setAuthTimeout(Duration timeout) {
    timing = timing.withAuthTimeout(OptionBounds.timeout("setAuthTimeout", timeout));
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
    return (int) (timing.maxGap().toMillis() / MILLIS_OF_A_SECOND);
  }

  /** Sets the longest wait between two attempts. From 1 to 86400, a day; default 30. */
  public PusherOptions setMaxReconnectGapInSeconds(int seconds) {
    int gap = OptionBounds.within("setMaxReconnectGapInSeconds", seconds, 1, SECONDS_OF_A_DAY);
    timing = timing.withMaxGap(Duration.ofSeconds(gap));
    return this;
  }

  /**
   * Sets where all listeners of the client run: one after the other, in the order of the wire,
   * whatever threads the executor has. Default: a thread of the client's own.
   *
   * @see "rule CL-032"
   */
  public PusherOptions setListenerExecutor(Executor executor) {
    listenerExecutor = executor;
    return this;
  }

  /**
   * Sets what makes objects of JSON text, for {@code PusherEvent.getData(Class)} and {@code
   * User.getInfo(Class)}. Default: nothing, and these refuse.
   *
   * @see "rule CL-036"
   */
  public PusherOptions setPayloadReader(PayloadReader reader) {
    payloadReader = reader;
    return this;
  }

  /**
   * Sets what opens the WebSockets. Default: sockets of the client's own. Others come in artifacts
   * of their own, such as {@code OkHttpTransport} of belfry-client-okhttp.
   */
  @SuppressWarnings("exports") // those who write transports are in this build
  public PusherOptions setTransport(Transport other) {
    transport = other;
    return this;
  }

  Transport transport() {
    return transport;
  }

  /**
   * The URL that a client with these options and that key opens.
   *
   * @throws IllegalStateException if no host is set
   */
  public String buildUrl(String apiKey) {
    String place = chosenHost() + ":" + (tls ? wssPort : wsPort);
    return AppUrl.of((tls ? "wss://" : "ws://") + place + path, apiKey);
  }

  private String chosenHost() {
    if (hosted != host.isEmpty()) {
      throw new IllegalStateException(
          hosted
              ? "Both setHost and hosted() were called. Expected one of them."
              : "No host is set. Call PusherOptions.setHost with the host of your server; setCluster"
                  + " names a region of the hosted service only, and counts after hosted().");
    }
    if (!hosted) {
      return host;
    }
    return region.isEmpty() ? "ws.pusherapp.com" : "ws-" + region + ".pusher.com";
  }

  Settings frozen(String apiKey) {
    URI uri = URI.create(buildUrl(apiKey));
    return new Settings(
        new Transport.Target(uri, headers, sslContext, proxy),
        timing,
        userAuthenticator,
        channelAuthorizer,
        listenerExecutor,
        payloadReader);
  }
}
