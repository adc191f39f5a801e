package io.belfry.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.ConfiguredApps;
import io.belfry.server.app.Quotas;
import io.belfry.server.app.ServerState;
import io.belfry.server.channel.MemoryCachedEvents;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.SingleNode;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.delivery.Census;
import io.belfry.server.delivery.ClusterInbox;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.delivery.Owners;
import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.fallback.FallbackSessions;
import io.belfry.server.http.Router;
import io.belfry.server.net.Entrances;
import io.belfry.server.net.Listener;
import io.belfry.server.net.Loops;
import io.belfry.server.socket.Backpressure;
import io.belfry.server.socket.ClientEventHandler;
import io.belfry.server.socket.Connections;
import io.belfry.server.socket.Dispatcher;
import io.belfry.server.socket.Handshake;
import io.belfry.server.socket.LoopParts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Joins the parts, top to bottom; the only place where they are made.
 *
 * <p>Thread: thread-safe.
 */
final class Wiring implements AutoCloseable {
  private static final String THIS_NODE = "this";
  private static final long SHARE_OF_SLOW_CONSUMERS = 4;

  private final Loops loops;
  private final Listener listener;
  private final ClusterAdapter cluster;
  private final Quotas quotas;
  private final List<LoopParts> parts;
  private final AtomicReference<ServerState> state;

  private Wiring(
      Loops loops,
      Listener listener,
      ClusterAdapter cluster,
      Quotas quotas,
      List<LoopParts> parts,
      AtomicReference<ServerState> state) {
    this.loops = loops;
    this.listener = listener;
    this.cluster = cluster;
    this.quotas = quotas;
    this.parts = parts;
    this.state = state;
  }

  static Wiring of(ServerConfig config, BelfryServer.Surroundings surroundings) {
    AppSource apps = new ConfiguredApps(config.apps());
    AtomicReference<ServerState> state = new AtomicReference<>(ServerState.STARTING);
    Quotas quotas = new Quotas(maxConnections(config));
    Loops loops =
        new Loops(
            config.listen().transport(), config.listen().loopCount(), surroundings.nanoTime());
    OutboundFrame.Factory frames = loops.frames();
    ClusterAdapter cluster = new SingleNode();

    List<LoopHoldings> holdings =
        loops.all().stream().map(loop -> new LoopHoldings(THIS_NODE, loop)).toList();
    FanOut fanOut = new FanOut(THIS_NODE, loops.all(), holdings, frames);
    Owners owners =
        new Owners(
            loops.all(), fanOut, apps, () -> new MemoryCachedEvents(surroundings.nanoTime()));
    holdings.forEach(held -> held.reportTo(owners));
    owners.start();
    cluster.start(new ClusterInbox(owners, fanOut, new Census(holdings, owners)));

    Dispatcher dispatcher = new Dispatcher(new ClientEventHandler(cluster));
    long maxWaiting = loops.memoryBytes() / SHARE_OF_SLOW_CONSUMERS / holdings.size();
    List<LoopParts> parts =
        holdings.stream()
            .map(held -> parts(held, maxWaiting, dispatcher, frames, surroundings.nanoTime()))
            .toList();
    List<String> prefixes = config.listen().pathPrefixes();
    Handshake handshake = new Handshake(prefixes, apps, quotas, state::get, surroundings.random());
    Router router =
        new Router(
            new Router.Settings(prefixes, config.authTimestampSkew()),
            apps,
            cluster,
            state::get,
            surroundings.clock());
    FallbackRoutes fallback =
        new FallbackRoutes(
            config.listen().fallbackPrefixes(),
            loops.all().stream()
                .map(loop -> new FallbackSessions(loop, parts.get(loop.index()), handshake))
                .toList(),
            apps,
            surroundings.random());
    Listener listener = new Listener(loops, parts, new Entrances(handshake, fallback, router));
    return new Wiring(loops, listener, cluster, quotas, parts, state);
  }

  private static LoopParts parts(
      LoopHoldings holdings,
      long maxWaiting,
      Dispatcher dispatcher,
      OutboundFrame.Factory frames,
      LongSupplier nanoTime) {
    Connections connections = new Connections();
    return new LoopParts(
        holdings,
        connections,
        new Backpressure(maxWaiting, connections),
        dispatcher,
        frames,
        nanoTime);
  }

  void start(InetSocketAddress address) throws IOException {
    listener.start(address);
    state.set(ServerState.READY);
  }

  Listener listener() {
    return listener;
  }

  Quotas quotas() {
    return quotas;
  }

  void drain(Duration over) {
    state.set(ServerState.DRAINING);
    new Drain(loops.all(), parts, over).run();
  }

  @Override
  public void close() {
    state.set(ServerState.DRAINING);
    listener.close();
    cluster.close();
    loops.close();
  }

  private static long maxConnections(ServerConfig config) {
    if (config.maxConnections() > 0) {
      return config.maxConnections();
    }
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() * 9 / 10
        : -1;
  }
}
