package io.belfry.server.net;

import io.belfry.server.http.Caller;
import io.belfry.server.net.proxy.ProxyHeader;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Decides who calls on one socket: the one place that knows addresses of sockets, and what proxies
 * in front have said.
 *
 * <p>Thread: confined to the event loop of the socket.
 *
 * @see "rule THR-33"
 */
final class ClientAddress implements SocketLayer.FarEnd {
  private static final String FORWARDED_PORT = "x-forwarded-port";
  private static final int MAX_PORT_DIGITS = 5;

  private final Callers callers;
  private @Nullable InetAddress peer;
  private boolean isEncrypted;
  private boolean isProxy;

  private ClientAddress(Callers callers, @Nullable InetAddress peer, boolean isEncrypted) {
    this.callers = callers;
    this.peer = peer;
    this.isEncrypted = isEncrypted;
    this.isProxy = callers.trusted().contains(peer);
  }

  /** Of a socket that was just accepted. */
  static ClientAddress of(Channel socket, Site site) {
    InetAddress peer =
        socket.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    return new ClientAddress(
        site.entrance().callers(), carried(peer), site.entrance().layer().isEncrypted());
  }

  @Override
  public @Nullable InetAddress address() {
    return peer;
  }

  /**
   * The other end is that of a proxy, which has told this. Where it does not tell an address,
   * forwarded fields are not believed either: they may be the client's own.
   */
  void behind(ProxyHeader header) {
    isEncrypted |= header.isEncrypted();
    isProxy = callers.trusted().contains(header.source());
    peer = header.source() == null ? peer : header.source();
  }

  /** Who sent a request on it. */
  Caller of(HttpHeaders headers, RequestTarget target) {
    String host =
        target.authority() == null ? headers.get(HttpHeaderNames.HOST) : target.authority();
    InetAddress proxy = peer;
    Caller told = isProxy && proxy != null ? callers.fields().read(headers, proxy) : null;
    if (told == null) {
      return new Caller(peer, isEncrypted, host);
    }
    String forwarded = told.host();
    boolean isHost = forwarded != null && HostField.isWellFormed(forwarded);
    String asked = isHost ? forwarded : host;
    return new Caller(
        told.address(), told.isEncrypted(), withPort(asked, headers.get(FORWARDED_PORT)));
  }

  // The usual ports say nothing: inner proxies name their own, which no client has seen.
  private static @Nullable String withPort(@Nullable String host, @Nullable String port) {
    boolean isPort =
        port != null
            && !port.isEmpty()
            && port.length() <= MAX_PORT_DIGITS
            && port.chars().allMatch(c -> c >= '0' && c <= '9')
            && !port.equals("80")
            && !port.equals("443");
    boolean isWithout = host != null && host.lastIndexOf(':') <= host.lastIndexOf(']');
    return isPort && isWithout ? host + ":" + port : host;
  }

  // One of IPv4 that a socket of IPv6 tells as one of IPv6 is one of IPv4.
  private static @Nullable InetAddress carried(@Nullable InetAddress peer) {
    try {
      return peer instanceof Inet6Address ? InetAddress.getByAddress(peer.getAddress()) : peer;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address of no length that there is.", e);
    }
  }
}
