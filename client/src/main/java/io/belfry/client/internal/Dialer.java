package io.belfry.client.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: through the proxy if there is one, and over TLS if asked for, with the name in
 * the certificate judged.
 *
 * <p>Thread: stateless; blocks its caller.
 */
final class Dialer {
  private static final int MAX_ADDRESSES = 8;
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
  private static final int FIRST_SUCCESS = 200;
  private static final int LAST_SUCCESS = 299;

  private Dialer() {}

  /**
   * Where to.
   *
   * @param host name or address, IPv6 in brackets
   * @param tls keys and trusted certificates; null for those of the JVM
   * @param proxy between here and there
   * @param proxyAuthorization credentials for an HTTP proxy; empty for none
   * @param patience longest wait for a connection, and for each answer while it is made ready
   */
  record Destination(
      String host,
      int port,
      boolean encrypted,
      @Nullable SSLContext tls,
      Proxy proxy,
      String proxyAuthorization,
      Duration patience) {}

  /** A connection that stands. */
  record Line(WireSocket wire, InputStream in, OutputStream out) {
    /** It may be silent from now on. */
    void allowSilence() throws SocketException {
      wire.setSoTimeout(0);
    }
  }

  /** Whoever may have to give a connection up while it is made. */
  interface Holder {
    /** Each socket, before it is connected. */
    void hold(WireSocket wire) throws IOException;
  }

  /** Opens a connection. */
  static Line dial(Destination to, Holder holder) throws IOException, InterruptedException {
    WireSocket wire = connected(to, holder);
    try {
      wire.setTcpNoDelay(true);
      wire.setSoTimeout((int) to.patience().toMillis());
      if (to.proxy().type() == Proxy.Type.HTTP) {
        tunnel(wire, to);
      }
      Socket spoken = to.encrypted() ? encrypted(wire, to) : wire;
      return new Line(wire, spoken.getInputStream(), spoken.getOutputStream());
    } catch (IOException | RuntimeException e) {
      wire.abort();
      throw e;
    }
  }

  private static WireSocket connected(Destination to, Holder holder)
      throws IOException, InterruptedException {
    if (to.proxy().type() == Proxy.Type.SOCKS) {
      return throughSocks(to, holder);
    }
    if (to.proxy().address() instanceof InetSocketAddress proxy) {
      return toAny(proxy.getHostString(), proxy.getPort(), to.patience(), holder);
    }
    return toAny(to.host(), to.port(), to.patience(), holder);
  }

  private static WireSocket toAny(String host, int port, Duration patience, Holder holder)
      throws IOException, InterruptedException {
    List<InetAddress> all = Lookup.of(host, patience);
    List<InetAddress> some = all.subList(0, Math.min(all.size(), MAX_ADDRESSES));
    Duration share = patience.dividedBy(some.size());
    Duration each = share.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : share;
    IOException failure = new IOException("no address is known");
    for (InetAddress address : some) {
      WireSocket wire = new WireSocket(Proxy.NO_PROXY);
      holder.hold(wire);
      try {
        wire.connect(new InetSocketAddress(address, port), (int) each.toMillis());
        return wire;
      } catch (IOException e) {
        wire.abort();
        failure = e;
      }
    }
    throw failure;
  }

  private static WireSocket throughSocks(Destination to, Holder holder) throws IOException {
    String host = Lookup.bare(to.host());
    WireSocket wire = new WireSocket(to.proxy());
    holder.hold(wire);
    try {
      // A name is the proxy's to resolve.
      InetSocketAddress target =
          Lookup.isAddress(host)
              ? new InetSocketAddress(host, to.port())
              : InetSocketAddress.createUnresolved(host, to.port());
      wire.connect(target, (int) to.patience().toMillis());
      return wire;
    } catch (IOException e) {
      wire.abort();
      throw String.valueOf(e.getMessage()).contains("SOCKS")
          ? new ProxyRefusal("the SOCKS proxy did not connect (" + e.getMessage() + ")", e)
          : e;
    }
  }

  private static void tunnel(WireSocket wire, Destination to) throws IOException {
    String place = to.host() + ":" + to.port();
    String authorization =
        to.proxyAuthorization().isEmpty()
            ? ""
            : "Proxy-Authorization: " + to.proxyAuthorization() + "\r\n";
    String request =
        "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n" + authorization + "\r\n";
    wire.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    int status = HttpHead.readUnbuffered(wire.getInputStream()).status();
    if (status < FIRST_SUCCESS || status > LAST_SUCCESS) {
      throw new ProxyRefusal(
          "the proxy refused with HTTP " + status + FailureWords.hint(status), null);
    }
  }

  private static SSLSocket encrypted(WireSocket wire, Destination to) throws IOException {
    String host = Lookup.bare(to.host());
    SSLSocket socket =
        (SSLSocket) context(to).getSocketFactory().createSocket(wire, host, to.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!Lookup.isAddress(host)) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext context(Destination to) throws IOException {
    SSLContext chosen = to.tls();
    try {
      return chosen == null ? SSLContext.getDefault() : chosen;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no TLS: " + e.getMessage(), e);
    }
  }
}
