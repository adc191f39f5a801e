package io.belfry.server;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.ServerListener;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.node.ListenFrom;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.socket.HookCalls;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.ReplyStore;
import io.belfry.server.store.ShutoutStore;
import io.belfry.server.webhook.store.OutboxStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
  private final OpenPorts.Addresses addresses;

  private BelfryServer(Wiring wiring, OpenPorts.Addresses addresses) {
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
  public static Builder builder() {
    return new Builder();
  }

  static BelfryServer start(Builder parts) throws IOException {
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

  /** The address that speaks TLS, if there is one; perhaps that of all. */
  public Optional<InetSocketAddress> tlsAddress() {
    return Optional.ofNullable(addresses.tls());
  }

  /** The port it listens on. */
  public int port() {
    return address().getPort();
  }

  /** Where clients find it. */
  public URI uri() {
    String host =
        address().getAddress().isAnyLocalAddress() ? "127.0.0.1" : address().getHostString();
    boolean isTls = address().equals(addresses.tls());
    return URI.create(
        (isTls ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port());
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

  /**
   * Puts these limits in place of those of the node, for apps of an {@link
   * io.belfry.server.app.AppSource} that set none of their own.
   *
   * @see "rule LIM-016"
   */
  public void replaceLimits(Limit.Limits ofNode) {
    wiring.replaceLimits(ofNode);
  }

  /** Lets the metrics say that a changed configuration was read and cannot be taken. */
  public void reloadRefused() {
    wiring.reloadRefused();
  }

  /**
   * Takes what the files of {@code server.tls} hold now, whole or not at all. Connections that are
   * there stay, and who comes from now on gets the new certificate. Without TLS nothing happens.
   *
   * @throws IOException if it cannot be used, and then the earlier one stays in force
   * @see "rules THR-32, THR-49"
   */
  public void renewCertificate() throws IOException {
    try {
      wiring.renewCertificate();
    } catch (IOException e) {
      reloadRefused();
      throw e;
    }
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

  /**
   * Parts that are handed to a server in place of those that come with it. Only a configuration is
   * needed. A builder may be used again; what it was given is then shared.
   *
   * <p>Thread: confined to the thread that builds.
   */
  public static final class Builder {
    @Nullable ServerConfig config;
    @Nullable AppSource apps;
    @Nullable ClusterAdapter cluster;
    @Nullable CachedEvents cachedEvents;
    @Nullable ReplyStore replies;
    @Nullable OutboxStore outbox;
    @Nullable ShutoutStore shutouts;
    @Nullable MeterRegistry meters;
    @Nullable Supplier<MachineLoad> load;
    boolean isAudited;
    LongSupplier nanoTime = System::nanoTime;
    InstantSource clock = InstantSource.system();
    RandomGenerator random = new SecureRandom();
    ListenFrom listenFrom = ListenFrom.ITSELF;
    Hooks hooks = Hooks.NONE;
    @Nullable BlockingHooks blockingHooks;
    Duration hookTime = Duration.ofSeconds(5);
    List<String> keptHeaders = List.of();
    List<ServerListener> listeners = List.of();
    SocketLayer layer = SocketLayer.NONE;
    UnaryOperator<ClusterAdapter> around = UnaryOperator.identity();
    Duration warmUp = Duration.ZERO;
    boolean isUnheard;

    private static final Duration SHORTEST_HOOK = Duration.ofMillis(10);
    private static final Duration LONGEST_HOOK = Duration.ofMinutes(1);

    Builder() {}

    /** What the server is told. */
    public Builder config(ServerConfig newConfig) {
      config = newConfig;
      return this;
    }

    /** Where its apps come from; by default they are those of the configuration. */
    public Builder apps(AppSource newApps) {
      apps = newApps;
      return this;
    }

    /**
     * What joins it with other nodes; by default what {@code cluster.kind} says, which is nothing
     * for a node alone. It is closed with the server.
     */
    public Builder cluster(ClusterAdapter newCluster) {
      cluster = newCluster;
      return this;
    }

    /**
     * Where the last events of cache channels are kept, in memory by default. It has to be
     * thread-safe, since all owners share it. A cluster keeps them itself and does not ask for it.
     */
    public Builder cachedEvents(CachedEvents newCachedEvents) {
      cachedEvents = newCachedEvents;
      return this;
    }

    /** Where the replies to calls with an idempotency key are kept, in memory by default. */
    public Builder replies(ReplyStore newReplies) {
      replies = newReplies;
      return this;
    }

    /**
     * Where webhooks wait until they are delivered; by default on disk below {@code
     * server.data_dir} where belfry-sql is there, else in memory. It is not used unless an app has
     * a webhook, and closed with the server.
     */
    public Builder outbox(OutboxStore newOutbox) {
      outbox = newOutbox;
      return this;
    }

    /**
     * Where blocks and revocations are kept; by default on disk below {@code server.data_dir} where
     * belfry-sql is there, else in memory. It is closed with the server. A cluster keeps them
     * itself and does not ask for it.
     */
    public Builder shutouts(ShutoutStore newShutouts) {
      shutouts = newShutouts;
      return this;
    }

    /** Where its metrics are shown besides the operations port, with names like belfry.signins. */
    public Builder meters(MeterRegistry newMeters) {
      meters = newMeters;
      return this;
    }

    /** Wall clock, for the time window of signatures and the date of answers. */
    public Builder clock(InstantSource newClock) {
      clock = newClock;
      return this;
    }

    /** Monotonic clock in nanoseconds, for all time-outs, paces and what is remembered. */
    public Builder nanoTime(LongSupplier newNanoTime) {
      nanoTime = newNanoTime;
      return this;
    }

    /** Source of socket ids; has to be cryptographically strong where strangers connect. */
    public Builder random(RandomGenerator newRandom) {
      random = newRandom;
      return this;
    }

    /** How full the machine is; by default the machine is asked. */
    Builder machineLoad(Supplier<MachineLoad> newLoad) {
      load = newLoad;
      return this;
    }

    /**
     * Lets it listen beside another process of the same user, whose place it takes.
     *
     * @see "rule WS-114"
     */
    public Builder takeOver() {
      return listenFrom(new ListenFrom(true, listenFrom.inherited()));
    }

    /**
     * Gives it a listening socket that was there before this process.
     *
     * @param descriptor its number in this process
     * @param name what the supervisor calls it: server, api or operations
     */
    public Builder inherit(int descriptor, String name) {
      List<ListenFrom.Inherited> sockets = new ArrayList<>(listenFrom.inherited());
      sockets.add(new ListenFrom.Inherited(descriptor, name));
      return listenFrom(new ListenFrom(listenFrom.besideOthers(), sockets));
    }

    Builder listenFrom(ListenFrom newListenFrom) {
      listenFrom = newListenFrom;
      return this;
    }

    /**
     * Lets it keep an audit log also where the configuration does not say whether; where that
     * cannot be written, it goes without and says so.
     *
     * @see "rule USR-070"
     */
    public Builder audited() {
      isAudited = true;
      return this;
    }

    /** Who is asked whether somebody may connect, sign in or subscribe; by default nobody. */
    public Builder hooks(Hooks newHooks) {
      hooks = newHooks;
      blockingHooks = null;
      return this;
    }

    /** The same, asked on virtual threads, where it may block. */
    public Builder hooks(BlockingHooks newHooks) {
      blockingHooks = newHooks;
      return this;
    }

    /**
     * How long a hook may take: 5 s by default, 10 ms to 1 min. Afterwards the client is refused so
     * that it comes back.
     *
     * @throws IllegalArgumentException outside of that range
     */
    public Builder hookTime(Duration newTime) {
      if (newTime.compareTo(SHORTEST_HOOK) < 0 || newTime.compareTo(LONGEST_HOOK) > 0) {
        throw new IllegalArgumentException(
            "hookTime: " + newTime + " (expected: 10 ms to 1 min, such as 5 s)");
      }
      hookTime = newTime;
      return this;
    }

    /** One more who hears in this process what webhooks tell; each has a thread of its own. */
    public Builder listener(ServerListener newListener) {
      List<ServerListener> all = new ArrayList<>(listeners);
      all.add(newListener);
      listeners = List.copyOf(all);
      return this;
    }

    /**
     * Header fields of upgrade requests that hooks are to see, such as {@code Cookie} and {@code
     * Authorization}; by default none. At most 8 KiB of them are kept with each connection, the
     * first names first. They are in no log, and gone with the connection.
     *
     * @see io.belfry.server.hook.Arrival#header
     */
    public Builder keepHeaders(String... names) {
      keptHeaders = List.of(names);
      return this;
    }

    /**
     * Lets it exercise itself before it is ready, with a second server in this process that nobody
     * else knows of, so that the first who come meet compiled code. Whoever connects meanwhile
     * waits. By default it does not; zero is no time.
     *
     * @param atMost the longest time that this may take
     */
    public Builder warmUp(Duration atMost) {
      warmUp = atMost;
      return this;
    }

    /** Lets it say nothing of whom it refuses. */
    Builder unheard() {
      isUnheard = true;
      return this;
    }

    /** What stands around the cluster, for tests of what it does late or never. */
    Builder around(UnaryOperator<ClusterAdapter> newAround) {
      around = newAround;
      return this;
    }

    /** What stands first in the pipeline of its public sockets. */
    Builder layer(SocketLayer newLayer) {
      layer = newLayer;
      return this;
    }

    /**
     * Starts the server; it accepts connections when this returns.
     *
     * @throws IllegalStateException without a configuration
     * @throws IOException if an address cannot be had, or an inherited socket belongs to no port
     */
    public BelfryServer start() throws IOException {
      return BelfryServer.start(this);
    }

    HookCalls hookCalls() {
      BlockingHooks blocking = blockingHooks;
      Hooks asked =
          blocking == null
              ? hooks
              : BlockingHooks.asHooks(blocking, BlockingHooks.Turns.within(hookTime));
      return new HookCalls(asked, hookTime, keptHeaders);
    }

    ServerConfig configuration() {
      if (config == null) {
        throw new IllegalStateException(
            "A server needs a configuration. Give one with config(ServerConfig).");
      }
      return config;
    }
  }
}
