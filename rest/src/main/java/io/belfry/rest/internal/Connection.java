package io.belfry.rest.internal;

import io.belfry.protocol.BelfryVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the server. It lies on a channel and not on a plain socket, since an interrupt
 * and {@link Deadlines} end the wait on a channel at once, for writing as for reading.
 *
 * <p>Thread: used by one call at a time.
 */
final class Connection {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int MAX_FIELDS = 200;
  private static final int MAX_LINE = 32 << 10;
  // Written in parts, between which an early answer is looked for.
  private static final int LONG = 64 << 10;
  private static final Http1Config BOUNDS =
      Http1Config.custom().setMaxHeaderCount(MAX_FIELDS).setMaxLineLength(MAX_LINE).build();
  private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();
  private static final String AGENT = "belfry-rest/" + BelfryVersion.TEXT;

  private final SocketChannel channel;
  private final DefaultBHttpClientConnection http;
  private final String authority;
  private final long bornNanos = System.nanoTime();
  private long restingNanos;
  private boolean wasUsed;
  private boolean isHeard;
  private boolean isKept;

  private Connection(SocketChannel channel, DefaultBHttpClientConnection http, String authority) {
    this.channel = channel;
    this.http = http;
    this.authority = authority;
  }

  static Connection open(URI server, Duration connectTimeout, Deadlines.Deadline deadline)
      throws IOException {
    boolean isSecure = server.getScheme().equalsIgnoreCase("https");
    int usual = isSecure ? HTTPS : HTTP;
    int port = server.getPort() >= 0 ? server.getPort() : usual;
    String authority = port == usual ? server.getHost() : server.getHost() + ":" + port;
    SocketChannel channel = SocketChannel.open();
    Connection connection = new Connection(channel, unbound(), authority);
    boolean isOpen = false;
    try {
      deadline.guard(channel);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connect(channel, new InetSocketAddress(server.getHost(), port), connectTimeout);
      if (isSecure) {
        connection.http.bind(secured(channel, server.getHost(), port), channel.socket());
      } else {
        connection.http.bind(channel.socket());
      }
      isOpen = true;
      return connection;
    } finally {
      if (!isOpen) {
        connection.close();
      }
    }
  }

  private static DefaultBHttpClientConnection unbound() {
    return new DefaultBHttpClientConnection(
        BOUNDS,
        null,
        null,
        null,
        null,
        // Who refuses a long body before it has come is heard.
        MonitoringResponseOutOfOrderStrategy.INSTANCE,
        null,
        null);
  }

  private static void connect(SocketChannel channel, InetSocketAddress address, Duration longest)
      throws IOException {
    if (address.isUnresolved()) {
      throw noConnection(new UnresolvedAddressException());
    }
    try {
      channel.socket().connect(address, (int) longest.toMillis());
    } catch (SocketTimeoutException e) {
      HttpConnectTimeoutException late = new HttpConnectTimeoutException(e.getMessage());
      late.initCause(e);
      throw late;
    } catch (ConnectException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw noConnection(e);
    }
  }

  private static ConnectException noConnection(Exception cause) {
    ConnectException failed = new ConnectException(cause.getMessage());
    failed.initCause(cause);
    return failed;
  }

  private static SSLSocket secured(SocketChannel channel, String host, int port)
      throws IOException {
    SSLContext context;
    try {
      context = SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("The JVM's certificates cannot be used", e);
    }
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), name, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** Whether it has nothing to say: an end, or an answer to nobody, means that it is of no use. */
  boolean isQuiet() {
    try {
      channel.configureBlocking(false);
      int read = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return read == 0;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isYoungerThan(Duration age) {
    return System.nanoTime() - bornNanos < age.toNanos();
  }

  /** Another call uses it. */
  void use(Deadlines.Deadline deadline) throws IOException {
    wasUsed = true;
    isHeard = false;
    isKept = false;
    deadline.guard(channel);
  }

  /** It waits for another call. */
  void rest() {
    restingNanos = System.nanoTime();
  }

  boolean hasRestedLessThan(Duration time) {
    return System.nanoTime() - restingNanos < time.toNanos();
  }

  /** Whether it is good for another call, after one. */
  boolean isKept() {
    return isKept;
  }

  /** Whether it was kept from an earlier call, and has ended without a word in this one. */
  boolean wasStale() {
    return wasUsed && !isHeard;
  }

  /** Sends a request and reads its answer. */
  WireAnswer exchange(WireRequest request) throws IOException {
    ClassicHttpRequest sent = made(request);
    HttpCoreContext context = HttpCoreContext.create();
    try {
      ClassicHttpResponse response = EXECUTOR.execute(sent, http, context);
      isHeard = true;
      int most = WireAnswer.maxBytes(response.getCode());
      byte[] body = body(response.getEntity(), most);
      isKept = body.length < most && EXECUTOR.keepAlive(sent, response, http, context);
      Header wait = response.getFirstHeader("Retry-After");
      Optional<String> retryAfter = Optional.ofNullable(wait).map(Header::getValue);
      return new WireAnswer(response.getCode(), retryAfter, body);
    } catch (HttpException e) {
      throw new IOException("What came is no answer of HTTP: " + e.getMessage(), e);
    }
  }

  private ClassicHttpRequest made(WireRequest request) {
    ApiRequest asked = request.asked();
    ClassicHttpRequest made =
        new BasicClassicHttpRequest(asked.hasBody() ? "POST" : "GET", request.target());
    made.setHeader("Host", authority);
    made.setHeader("User-Agent", AGENT);
    request.fields().forEach(made::setHeader);
    if (asked.hasBody()) {
      byte[] body = asked.body();
      made.setHeader("Content-Length", body.length);
      made.setEntity(
          body.length > LONG
              ? new InputStreamEntity(new ByteArrayInputStream(body), body.length, null)
              : new ByteArrayEntity(body, null));
    }
    return made;
  }

  private static byte[] body(@Nullable HttpEntity entity, int most) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    long length = entity.getContentLength();
    return entity.getContent().readNBytes(length < 0 ? most : (int) Math.min(length, most));
  }

  void close() {
    try {
      // First, so that it ends without a reset.
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("A connection could not be closed.", e);
    } finally {
      http.close(CloseMode.IMMEDIATE);
    }
  }
}
