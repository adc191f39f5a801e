package io.belfry.server;

import io.belfry.server.app.App;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.node.ListenFrom;
import io.belfry.server.node.MachineLoad;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Belfry server, to start and to stop. Several in one JVM know nothing of each other.
 *
 * <pre>{@code
 * try (BelfryServer server = BelfryServer.start(config)) {
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
   * Time and chance, which are given to the server and not taken by it.
   *
   * @param nanoTime monotonic clock
   * @param clock wall clock
   * @param random source of socket ids; has to be cryptographically strong where strangers connect
   * @param load how full the machine is; null to ask the machine itself
   */
  public record Surroundings(
      LongSupplier nanoTime,
      InstantSource clock,
      RandomGenerator random,
      @Nullable Supplier<MachineLoad> load) {
    /** Surroundings on the machine as it is. */
    public Surroundings(LongSupplier nanoTime, InstantSource clock, RandomGenerator random) {
      this(nanoTime, clock, random, null);
    }

    /** Those of the machine. */
    public static Surroundings ofMachine() {
      return new Surroundings(System::nanoTime, InstantSource.system(), new SecureRandom());
    }
  }

  /**
   * Starts a server; it accepts connections when this returns.
   *
   * @throws IOException if the address cannot be had
   */
  public static BelfryServer start(ServerConfig config) throws IOException {
    return start(config, Surroundings.ofMachine());
  }

  /**
   * Starts a server with given time and chance, for tests.
   *
   * @throws IOException if the address cannot be had
   */
  public static BelfryServer start(ServerConfig config, Surroundings surroundings)
      throws IOException {
    return start(config, surroundings, ListenFrom.ITSELF);
  }

  /**
   * Starts a server with listening sockets from somewhere else, or beside another process whose
   * place it takes.
   *
   * @throws IOException if an address cannot be had, or a socket belongs to no port
   */
  public static BelfryServer start(ServerConfig config, Surroundings surroundings, ListenFrom from)
      throws IOException {
    return start(config, surroundings, from, Wiring.Given.NOTHING);
  }

  static BelfryServer start(
      ServerConfig config, Surroundings surroundings, ListenFrom from, Wiring.Given given)
      throws IOException {
    Wiring wiring = Wiring.of(config, surroundings, from, given);
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
   * Returns when none is left.
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
