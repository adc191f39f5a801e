package io.belfry.server;

import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.hook.Hooks;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.node.ListenFrom;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.ReplyStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Parts that are handed to a server in place of those that come with it. Only a configuration is
 * needed. A builder may be used again; what it was given is then shared.
 *
 * <p>Thread: confined to the thread that builds.
 */
public final class ServerBuilder {
  @Nullable ServerConfig config;
  @Nullable AppSource apps;
  @Nullable ClusterAdapter cluster;
  @Nullable CachedEvents cachedEvents;
  @Nullable ReplyStore replies;
  @Nullable MeterRegistry meters;
  @Nullable Supplier<MachineLoad> load;
  LongSupplier nanoTime = System::nanoTime;
  InstantSource clock = InstantSource.system();
  RandomGenerator random = new SecureRandom();
  ListenFrom listenFrom = ListenFrom.ITSELF;
  Hooks hooks = Hooks.NONE;
  SocketLayer layer = SocketLayer.NONE;
  UnaryOperator<ClusterAdapter> around = UnaryOperator.identity();

  ServerBuilder() {}

  /** What the server is told. */
  public ServerBuilder config(ServerConfig newConfig) {
    config = newConfig;
    return this;
  }

  /** Where its apps come from; by default they are those of the configuration. */
  public ServerBuilder apps(AppSource newApps) {
    apps = newApps;
    return this;
  }

  /** What joins it with other nodes; by default it is alone. It is closed with the server. */
  public ServerBuilder cluster(ClusterAdapter newCluster) {
    cluster = newCluster;
    return this;
  }

  /**
   * Where the last events of cache channels are kept, in memory by default. It has to be
   * thread-safe, since all owners share it. A cluster keeps them itself and does not ask for it.
   */
  public ServerBuilder cachedEvents(CachedEvents newCachedEvents) {
    cachedEvents = newCachedEvents;
    return this;
  }

  /** Where the replies to calls with an idempotency key are kept, in memory by default. */
  public ServerBuilder replies(ReplyStore newReplies) {
    replies = newReplies;
    return this;
  }

  /** Where its metrics are shown besides the operations port, with names like belfry.signins. */
  public ServerBuilder meters(MeterRegistry newMeters) {
    meters = newMeters;
    return this;
  }

  /** Wall clock, for the time window of signatures and the date of answers. */
  public ServerBuilder clock(InstantSource newClock) {
    clock = newClock;
    return this;
  }

  /** Monotonic clock in nanoseconds, for all time-outs, paces and what is remembered. */
  public ServerBuilder nanoTime(LongSupplier newNanoTime) {
    nanoTime = newNanoTime;
    return this;
  }

  /** Source of socket ids; has to be cryptographically strong where strangers connect. */
  public ServerBuilder random(RandomGenerator newRandom) {
    random = newRandom;
    return this;
  }

  /** How full the machine is; by default the machine is asked. */
  public ServerBuilder machineLoad(Supplier<MachineLoad> newLoad) {
    load = newLoad;
    return this;
  }

  /** Where it has its listening sockets from; by default it opens them. */
  public ServerBuilder listenFrom(ListenFrom newListenFrom) {
    listenFrom = newListenFrom;
    return this;
  }

  /** Who is asked whether somebody may connect, sign in or subscribe; by default nobody. */
  public ServerBuilder hooks(Hooks newHooks) {
    hooks = newHooks;
    return this;
  }

  /** What stands around the cluster, for tests of what it does late or never. */
  ServerBuilder around(UnaryOperator<ClusterAdapter> newAround) {
    around = newAround;
    return this;
  }

  /** What stands first in the pipeline of its public sockets. */
  ServerBuilder layer(SocketLayer newLayer) {
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

  ServerConfig configuration() {
    if (config == null) {
      throw new IllegalStateException(
          "A server needs a configuration. Give one with config(ServerConfig).");
    }
    return config;
  }
}
