package io.belfry.server.webhook.post;

import java.net.InetAddress;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.RouteInfo.LayerType;
import org.apache.hc.client5.http.RouteInfo.TunnelType;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;

/**
 * The way through a proxy. A receiver that comes with a judged address is reached through a tunnel
 * to that address, over TLS or not: of a request in the open a proxy would look up the name again.
 * Its name stays in the request and in the handshake.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HOOK-093"
 */
final class ProxyRoutes implements HttpRoutePlanner {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final HttpHost proxy;
  private final HttpRoutePlanner byName;

  ProxyRoutes(HttpHost proxy) {
    this.proxy = proxy;
    this.byName = new DefaultProxyRoutePlanner(proxy);
  }

  @Override
  public HttpRoute determineRoute(HttpHost target, HttpContext context) throws HttpException {
    InetAddress judged = target.getAddress();
    return judged == null ? byName.determineRoute(target, context) : tunnel(target, judged);
  }

  private HttpRoute tunnel(HttpHost target, InetAddress judged) {
    boolean isSecure = target.getSchemeName().equals("https");
    int port = target.getPort() > 0 ? target.getPort() : isSecure ? HTTPS : HTTP;
    return new HttpRoute(
        new HttpHost(target.getSchemeName(), judged.getHostAddress(), port),
        new URIAuthority(target.getHostName(), port),
        null,
        new HttpHost[] {proxy},
        isSecure,
        TunnelType.TUNNELLED,
        isSecure ? LayerType.LAYERED : LayerType.PLAIN);
  }
}
