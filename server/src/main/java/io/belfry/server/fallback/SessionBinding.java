package io.belfry.server.fallback;

import io.belfry.server.app.origin.SameOrigin;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.http.Caller;
import io.belfry.server.socket.HandshakeRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose session it is: where its first request came from. Every later request has to come from
 * there too, else it is answered as if there were no session.
 *
 * <p>The client gets no secret, since pusher-js has no place for one. So what remains is this: who
 * sends from the same address (behind the same translator of addresses, or behind a proxy that this
 * server does not see through) with the same {@code Origin} field, and knows the id of a session,
 * can read and write in it. Such an id is 40 random bits which no other client is ever told; it
 * stands in URLs, hence in access logs. TLS and logs that are kept private are the remedy. And
 * since a new id makes a session, the 404 for somebody else's tells whoever guesses it that it is
 * taken.
 *
 * <p>Thread: immutable.
 *
 * @param network the address; of an IPv6 address the first half, because browsers change the rest
 * @param origin the {@code Origin} field, null when there is none
 * @param host the {@code Host} field where it is that of the page itself, else null: other names of
 *     this server do not make another client
 */
record SessionBinding(InetAddress network, @Nullable String origin, @Nullable String host) {
  private static final int NETWORK_BYTES = 8;
  private static final String OPAQUE = "null";

  static SessionBinding of(Exchange exchange) {
    return of(exchange, exchange.request().headers().get("origin"));
  }

  /**
   * The same for SockJS. Its requests are made by script elements and forms, some of which carry an
   * {@code Origin} and some only a {@code Referer}; a page that hides both counts as one of opaque
   * origin, so that it cannot slip through an app's list of origins.
   */
  static SessionBinding ofSockJs(Exchange exchange) {
    Map<String, String> headers = exchange.request().headers();
    String origin = headers.get("origin");
    return of(exchange, origin == null ? originOf(headers.get("referer")) : origin);
  }

  private static SessionBinding of(Exchange exchange, @Nullable String origin) {
    Caller caller = exchange.request().caller();
    String host = caller.host();
    return new SessionBinding(
        networkOf(caller.address()), origin, SameOrigin.is(origin, host) ? host : null);
  }

  /** What it asks for when it wants to connect. */
  HandshakeRequest request(Exchange exchange, Framing framing) {
    ClientTransport transport =
        switch (framing) {
          case Framing.Streaming streaming -> ClientTransport.XHR_STREAMING;
          case Framing.Polling polling -> ClientTransport.XHR_POLLING;
          case Framing.Jsonp jsonp -> ClientTransport.JSONP_POLLING;
        };
    String userAgent = exchange.request().headers().get("user-agent");
    Connecting.From from = new Connecting.From(network, origin, userAgent);
    Caller caller = new Caller(network, exchange.request().caller().isEncrypted(), host);
    return new HandshakeRequest("", exchange.request().query(), transport, caller, from);
  }

  private static InetAddress networkOf(@Nullable InetAddress known) {
    InetAddress address = known == null ? InetAddress.getLoopbackAddress() : known;
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address) {
      Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes.", e);
    }
  }

  private static String originOf(@Nullable String referer) {
    if (referer == null) {
      return OPAQUE;
    }
    try {
      URI uri = new URI(referer);
      return uri.getScheme() == null || uri.getRawAuthority() == null
          ? OPAQUE
          : uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (URISyntaxException e) {
      return OPAQUE;
    }
  }
}
