package io.belfry.bench;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.channel.Calls;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.LoopShard;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.http.Caller;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.node.ServerState;
import io.belfry.server.rate.AddressRate;
import io.belfry.server.rate.Quotas;
import io.belfry.server.refusal.Refusals;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.socket.Admission;
import io.belfry.server.socket.Backpressure;
import io.belfry.server.socket.ClientEventHandler;
import io.belfry.server.socket.Connection;
import io.belfry.server.socket.Connections;
import io.belfry.server.socket.Counts;
import io.belfry.server.socket.Dispatcher;
import io.belfry.server.socket.Handshake;
import io.belfry.server.socket.HandshakeRequest;
import io.belfry.server.socket.HookCalls;
import io.belfry.server.socket.InputBudget;
import io.belfry.server.socket.KeepAlive;
import io.belfry.server.socket.LoopParts;
import io.belfry.server.socket.SubscriptionRoom;
import io.belfry.server.socket.Undecided;
import io.belfry.server.socket.Wire;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.ShutoutStore;
import io.belfry.server.truth.Census;
import io.belfry.server.truth.ClusterInbox;
import io.belfry.server.truth.LoopReports;
import io.belfry.server.truth.Owners;
import io.belfry.server.truth.SessionEnds;
import io.belfry.server.truth.ShutoutEffects;
import io.belfry.server.truth.SingleNode;
import io.belfry.server.webhook.Happenings;
import io.belfry.server.webhook.HookSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The server's parts above the network, joined as the server joins them, on loops and wires that a
 * bench brings.
 *
 * <p>Thread: what concerns a loop is called on that loop.
 */
public final class Node {

  private final App app = BenchSettings.app();
  private final SingleNode cluster;
  private final Handshake handshake;
  private final List<LoopParts> parts;
  private final Shutouts shutouts = new Shutouts();

  /**
   * A node on these loops.
   *
   * @param frames makes the frames that its connections get
   */
  public Node(List<? extends Loop> loops, OutboundFrame.Factory frames) {
    ConfiguredApps apps = new ConfiguredApps(List.of(app));
    Metrics metrics = new Metrics();
    Refusals refusals = new Refusals(apps::all, Refusals.Detail.JOINED, System::nanoTime, metrics);
    List<LoopHoldings> holdings =
        loops.stream().map(loop -> new LoopHoldings(loop, metrics.newLoop(), apps)).toList();
    FanOut fanOut = new FanOut(loops, holdings, frames, System::nanoTime);
    Calls calls = new Calls(loops);
    cluster =
        new SingleNode(
            apps,
            () -> CachedEvents.inMemory(System::nanoTime, Long.MAX_VALUE),
            Happenings.NONE,
            new ShutoutBook(ShutoutStore.inMemory(), InstantSource.system(), new Breakdown()));
    Owners owners = new Owners(loops, fanOut, calls, cluster, System::currentTimeMillis);
    for (LoopHoldings held : holdings) {
      Holder self = new Holder(cluster.node(), held.loop().index());
      held.reportTo(app -> new LoopReports(app, self, owners, apps));
    }
    SessionEnds ends = new SessionEnds(holdings, calls);
    cluster.start(
        new ClusterInbox(
            owners,
            new ClusterInbox.Ends(ends, new ShutoutEffects(shutouts, ends, InstantSource.system())),
            new Census(holdings, owners, calls, cluster.node()),
            HookSender.NONE,
            apps));
    InputBudget input = new InputBudget(Long.MAX_VALUE, loops);
    parts =
        holdings.stream()
            .map(held -> parts(held, input, frames, counts(held, metrics, refusals)))
            .toList();
    HookCalls hooks = new HookCalls(Hooks.NONE, Duration.ofSeconds(5), List.of());
    handshake =
        new Handshake(
            List.of(""),
            apps,
            new Handshake.Bounds(
                new Quotas(-1, apps, cluster::room),
                new AddressRate(-1, System::nanoTime),
                () -> ServerState.READY,
                metrics,
                refusals,
                AuditLog.off()),
            new Handshake.ConnectionParts(
                new SplittableRandom(1),
                new Dispatcher(
                    new ClientEventHandler(cluster, hooks),
                    hooks,
                    new Dispatcher.SigninParts(
                        JwtVerifier.NONE, shutouts, metrics, new SplittableRandom(1))),
                hooks));
  }

  private static Counts counts(LoopHoldings held, Metrics metrics, Refusals refusals) {
    return new Counts(held.counts(), metrics, refusals, AuditLog.off());
  }

  private static LoopParts parts(
      LoopHoldings held, InputBudget input, OutboundFrame.Factory frames, Counts counts) {
    Connections connections = new Connections();
    return new LoopParts(
        held,
        connections,
        new Backpressure(Long.MAX_VALUE, connections),
        input.part(held.loop().index()),
        new SubscriptionRoom(Long.MAX_VALUE, connections, () -> false),
        frames,
        counts,
        KeepAlive.DEFAULT,
        System::nanoTime,
        System::currentTimeMillis);
  }

  /** A connection on that loop, greeted. */
  public Connection connect(int loop, Wire wire) {
    HandshakeRequest request =
        new HandshakeRequest(
            "/app/" + BenchSettings.KEY,
            "protocol=7",
            ClientTransport.WEBSOCKET,
            Caller.UNKNOWN,
            new Connecting.From(null, null, null));
    return switch (handshake.admit(request, parts.get(loop).holdings().loop())) {
      case Admission.Admitted admitted -> handshake.open(admitted, wire, parts.get(loop));
      case Admission.Rejected rejected -> throw new IllegalStateException(rejected.toString());
      case Admission.TooFast tooFast -> throw new IllegalStateException(tooFast.toString());
      case Undecided undecided -> throw new IllegalStateException("no hooks were given");
      case Admission.NotFound notFound -> throw new IllegalStateException(notFound.toString());
    };
  }

  /** Shuts somebody out of the app. */
  public void shutOut(Shutout shutout) {
    shutouts.put(shutout);
  }

  /** Lets a connection subscribe to a public channel. */
  public static void subscribe(Connection connection, String channel) {
    connection.onText(
        ("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** A loop's part of a channel that somebody is subscribed to there. */
  public LoopShard shard(int loop, String channel) {
    return Objects.requireNonNull(
        parts.get(loop).holdings().of(app).channels().shard(name(channel)), "nobody is subscribed");
  }

  /** An event as the HTTP API makes it. */
  public static Publication publication(String channel, String data, @Nullable SocketId excluded) {
    return Publication.of(
        BenchSettings.APP_ID,
        name(channel),
        Publication.NamedEvent.ofApplication("order-shipped", data),
        excluded);
  }

  /** Publishes on the calling thread. */
  public void publish(Publication publication) {
    cluster.send(new ClusterMessage.Publish(List.of(publication)));
  }

  private static ChannelName name(String channel) {
    return ChannelName.parse(channel).orElseThrow();
  }
}
