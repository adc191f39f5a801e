package io.belfry.server;

import io.belfry.server.api.HealthOnly;
import io.belfry.server.api.Router;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.http.Responder;
import io.belfry.server.net.Callers;
import io.belfry.server.net.Callers.FromProxies;
import io.belfry.server.net.Entrance;
import io.belfry.server.net.Listener;
import io.belfry.server.net.Site;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.net.proxy.TrustedProxies;
import io.belfry.server.refusal.Refusals;
import io.belfry.server.socket.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the ports of a node, each with what is served at it and what stands before it.
 *
 * <p>Thread: confined to the one that starts the server.
 */
final class OpenPorts {
  private final ServerConfig config;
  private final Listener listener;
  private final Served served;
  private final Before before;

  OpenPorts(ServerConfig config, Listener listener, Served served, Before before) {
    this.config = config;
    this.listener = listener;
    this.served = served;
    this.before = before;
  }

  /** What is behind the public ports. */
  record Served(
      Handshake handshake, FallbackRoutes fallback, Router router, WatchedState watched) {}

  /** What stands before it. */
  record Before(SocketLayer layer, Optional<PublicCertificate> certificate, Refusals refusals) {}

  /**
   * Where the server listens.
   *
   * @param sockets for WebSockets
   * @param tls for all that over TLS, null for nowhere
   * @param api for the HTTP API, the same unless it has a port of its own
   * @param operations for operators, null for nowhere
   */
  record Addresses(
      InetSocketAddress sockets,
      @Nullable InetSocketAddress tls,
      InetSocketAddress api,
      @Nullable InetSocketAddress operations) {}

  /**
   * Opens them all; nobody but operators is accepted yet.
   *
   * @param pages what operators are shown, asked for where there is a port for it
   * @throws IOException if an address cannot be had
   */
  Addresses open(Supplier<Responder> pages) throws IOException {
    Optional<Integer> apiPort = config.of(NodeSettings.API_PORT);
    Responder others = apiPort.isEmpty() ? served.router() : new HealthOnly(served.watched()::now);
    InetSocketAddress open =
        listen(
            "server",
            config.of(NodeSettings.PORT),
            others,
            isTlsAlone() ? encrypted() : before.layer());
    InetSocketAddress api =
        apiPort.isEmpty()
            ? open
            : listener.listen(
                "api",
                at(apiPort.get()),
                Site.of(served.router(), new Entrance(before.layer(), callers())));
    Addresses addresses = new Addresses(open, tls(open, others), api, operations(pages));
    listener.opened();
    if (addresses.operations() != null) {
      listener.accept("operations");
    }
    return addresses;
  }

  private Site.Compression compression() {
    return config.of(NodeSettings.COMPRESSION) ? Site.Compression.OFFERED : Site.Compression.NONE;
  }

  private InetSocketAddress listen(String name, int port, Responder others, SocketLayer between)
      throws IOException {
    Entrance entrance =
        new Entrance(
            between,
            config.of(NodeSettings.PROXY_PROTOCOL)
                ? callers().beginning(FromProxies.WITH_HEADER)
                : callers());
    return listener.listen(
        name,
        at(port),
        new Site(served.handshake(), served.fallback(), others, entrance, compression()));
  }

  private Callers callers() {
    return Callers.behind(
        new TrustedProxies(config.of(NodeSettings.TRUSTED_PROXIES)),
        FromProxies.PLAIN,
        before.refusals());
  }

  private @Nullable InetSocketAddress tls(InetSocketAddress open, Responder others)
      throws IOException {
    if (before.certificate().isEmpty()) {
      return null;
    }
    return isTlsAlone()
        ? open
        : listen("tls", config.of(NodeSettings.TLS_PORT).orElse(0), others, encrypted());
  }

  private InetSocketAddress at(int port) {
    return new InetSocketAddress(config.of(NodeSettings.HOST), port);
  }

  private SocketLayer encrypted() {
    return before.certificate().map(PublicCertificate::layer).orElseThrow();
  }

  // Two that take any free port are two.
  private boolean isTlsAlone() {
    int port = config.of(NodeSettings.PORT);
    return before.certificate().isPresent()
        && port != 0
        && config.of(NodeSettings.TLS_PORT).equals(Optional.of(port));
  }

  private @Nullable InetSocketAddress operations(Supplier<Responder> pages) throws IOException {
    Optional<Integer> port = config.of(NodeSettings.OPERATIONS_PORT);
    if (port.isEmpty()) {
      return null;
    }
    return listener.listen(
        "operations",
        new InetSocketAddress(config.of(NodeSettings.OPERATIONS_HOST), port.get()),
        Site.of(
            pages.get(),
            new Entrance(
                SocketLayer.NONE,
                Callers.behind(TrustedProxies.NONE, FromProxies.PLAIN, before.refusals()))));
  }
}
