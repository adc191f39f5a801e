package io.belfry.server;

import io.belfry.server.app.App;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A Belfry server, to start and to stop. Several in one JVM know nothing of each other.
 *
 * <pre>{@code
 * try (BelfryServer server = BelfryServer.builder().config(config).hooks(hooks).start()) {
 *   System.out.println(server.uri());
 * }
 * }</pre>
 *
 * <p>Thread: thread-safe.
 */
public final class BelfryServer implements AutoCloseable {
  private final Wiring wiring;
  private final Wiring.Addresses addresses;

  private BelfryServer(Wiring wiring, Wiring.Addresses addresses) {
    this.wiring = wiring;
    this.addresses = addresses;
  }

  /**
   * Starts a server with what comes with it; it accepts connections when this returns.
   *
   * @throws IOException if the address cannot be had
   */
  public static BelfryServer start(ServerConfig config) throws IOException {
    return builder().config(config).start();
  }

  /** A server of whose parts some are handed in. */
  public static ServerBuilder builder() {
    return new ServerBuilder();
  }

  static BelfryServer start(ServerBuilder parts) throws IOException {
    Wiring wiring = new Wiring(parts);
    try {
      return new BelfryServer(wiring, wiring.start());
    } catch (IOException | RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  /** The address it listens on, with the port that was really taken. */
  public InetSocketAddress address() {
    return addresses.sockets();
  }

  /** The address of the HTTP API: the same, unless it has a port of its own. */
  public InetSocketAddress apiAddress() {
    return addresses.api();
  }

  /** The address of the operations port, if there is one. */
  public Optional<InetSocketAddress> operationsAddress() {
    return Optional.ofNullable(addresses.operations());
  }

  /** The port it listens on. */
  public int port() {
    return address().getPort();
  }

  /** Where clients find it. */
  public URI uri() {
    String host =
        address().getAddress().isAnyLocalAddress() ? "127.0.0.1" : address().getHostString();
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
  }

  /**
   * Puts these apps in place of those it serves, all at once. New connections, requests and tokens
   * are judged by them from now on. Connections that are open stay open, but for those of an app
   * that is gone or switched off.
   *
   * @throws IllegalArgumentException if two share an id or a key, and then nothing changes
   * @throws IllegalStateException if its apps are those of an {@link
   *     io.belfry.server.app.AppSource} that was handed in
   * @see "rules LIM-016, LIM-042, WS-112"
   */
  public void replaceApps(List<App> apps) {
    try {
      wiring.replaceApps(apps);
    } catch (IllegalArgumentException e) {
      reloadRefused();
      throw e;
    }
  }

  /** Lets the metrics say that a changed configuration was read and cannot be taken. */
  public void reloadRefused() {
    wiring.reloads().refused();
  }

  /**
   * Completes with a sentence when the server has lost something that it cannot do without, such as
   * an event loop or the memory to go on. It serves nobody reliably from then on: end the process,
   * or close it and start another. While all is well, and after {@link #close}, it stays open.
   *
   * @see "rules THR-64, THR-65"
   */
  public CompletionStage<String> broken() {
    return wiring.breakdown().first();
  }

  /** How many connections are open. */
  public long connections() {
    return wiring.quotas().ofNode().taken();
  }

  /**
   * Goes down: nobody is admitted any more, and the connections are closed. Where another process
   * listens on the same port by now, newcomers are its own, and the connections get 4200, 5,000 a
   * second; where the socket is a supervisor's, they get it at once; where nobody is there, they
   * get 4100 at once, and newcomers too. A drain time that was set holds in any case, with 4200.
   * Returns when none is left, or when an event loop has done nothing for ten seconds after that.
   *
   * @see "rules WS-015, WS-113, WS-114"
   */
  public void drain() {
    wiring.drain();
  }

  /** Stops at once; connections that are left lose their socket. */
  @Override
  public void close() {
    wiring.close();
  }
}
