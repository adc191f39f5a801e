package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.TestServer;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.channel.Calls;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Outlet;
import io.belfry.server.channel.Subscriber;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.node.Breakdown;
import io.belfry.server.node.TransportKind;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.CachedEvents;
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
import io.belfry.testkit.RecordingClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a receiver may do with each of its frames, beside one that leaves them to its loop: all over
 * real sockets, from the publication on.
 */
class EachFrameTest {
  private static final ChannelName NEWS = ChannelName.parse("news").orElseThrow();

  private final App app = TestServer.apps().get(0);
  private final Loops loops = new Loops(TransportKind.AUTO, 1, System::nanoTime);
  private final NettyLoop loop = loops.netty(0);
  private final OutboundFrame.Factory frames = loops.frames();
  private final SingleNode cluster;
  private final LoopHoldings holdings;
  private final Channel port = listen();
  private final BlockingQueue<NettyWire> accepted = new LinkedBlockingQueue<>();
  private final List<RecordingClient> clients = new ArrayList<>();

  EachFrameTest() {
    ConfiguredApps apps = new ConfiguredApps(List.of(app));
    cluster =
        new SingleNode(
            apps,
            () -> CachedEvents.inMemory(System::nanoTime, 1 << 20),
            Happenings.NONE,
            new ShutoutBook(ShutoutStore.inMemory(), InstantSource.system(), new Breakdown()));
    holdings = new LoopHoldings(loop, new LoopCounts(), apps);
    FanOut fanOut = new FanOut(loops.all(), List.of(holdings), frames, System::nanoTime);
    Calls calls = new Calls(loops.all());
    Owners owners = new Owners(loops.all(), fanOut, calls, cluster, System::currentTimeMillis);
    Holder self = new Holder(cluster.node(), 0);
    holdings.reportTo(served -> new LoopReports(served, self, owners, apps));
    SessionEnds ends = new SessionEnds(List.of(holdings), calls);
    cluster.start(
        new ClusterInbox(
            owners,
            new ClusterInbox.Ends(
                ends, new ShutoutEffects(new Shutouts(), ends, InstantSource.system())),
            new Census(List.of(holdings), owners, calls, cluster.node()),
            HookSender.NONE,
            apps));
  }

  private Channel listen() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ServerBootstrap()
        .group(loops.group())
        .channelFactory(() -> loops.transport().listening().apply(any))
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel socket) {
                NettyWire wire = new NettyWire(socket, loop, new Deadlines(), System::nanoTime);
                socket
                    .pipeline()
                    .addLast(
                        new WebSocketFrames(null, wire, new FrameReader.MessageBounds(1024, 4096))
                            .onlyToEnd());
                accepted.add(wire);
              }
            })
        .bind(any)
        .syncUninterruptibly()
        .channel();
  }

  @AfterEach
  void stop() {
    clients.forEach(RecordingClient::close);
    port.close().syncUninterruptibly();
    cluster.close();
    loops.close();
  }

  /** Leaves its frames to the loop, and counts those that come to it all the same. */
  private static class Plain implements Subscriber {
    final NettyWire wire;
    int came;

    Plain(NettyWire wire) {
      this.wire = wire;
    }

    @Override
    public void send(OutboundFrame frame) {
      came++;
      write(frame);
    }

    final void write(OutboundFrame frame) {
      wire.write(frame.retain());
      wire.flushLater();
    }

    @Override
    public @Nullable Outlet outlet() {
      return wire.outlet();
    }

    @Override
    public void sendOptional(ChannelName channel, OutboundFrame frame) {
      send(frame);
    }
  }

  /** Has another copy made of each frame, as compression or encryption would. */
  private final class Copying extends Plain {
    Copying(NettyWire wire) {
      super(wire);
    }

    @Override
    public @Nullable Outlet outlet() {
      return null;
    }

    @Override
    public void send(OutboundFrame frame) {
      came++;
      OutboundFrame copy = frames.text(frame.quoted());
      write(copy);
      copy.release();
    }
  }

  /** Numbers its frames, and keeps them while it is held. */
  private final class Numbering extends Plain {
    private final List<OutboundFrame> kept = new ArrayList<>();
    private boolean isHeld;

    Numbering(NettyWire wire) {
      super(wire);
    }

    @Override
    public @Nullable Outlet outlet() {
      return null;
    }

    @Override
    public void send(OutboundFrame frame) {
      came++;
      String numbered = came + " " + new String(frame.quoted(), StandardCharsets.UTF_8);
      kept.add(frames.text(numbered.getBytes(StandardCharsets.UTF_8)));
      if (!isHeld) {
        replay();
      }
    }

    void hold() {
      isHeld = true;
    }

    void replay() {
      isHeld = false;
      for (OutboundFrame frame : kept) {
        write(frame);
        frame.release();
      }
      kept.clear();
    }
  }

  private NettyWire connect() throws InterruptedException {
    int number = ((InetSocketAddress) port.localAddress()).getPort();
    clients.add(RecordingClient.open(number));
    NettyWire wire = accepted.poll(10, TimeUnit.SECONDS);
    assertThat(wire).isNotNull();
    return wire;
  }

  private void subscribe(Subscriber receiver) {
    onLoop(
        () -> {
          var channels = holdings.of(app).channels();
          channels.activate(channels.hold(NEWS, receiver, null));
        });
  }

  private String publish(int number) {
    Publication publication =
        Publication.of(
            app.id(), NEWS, Publication.NamedEvent.ofApplication("e", "" + number), null);
    cluster.send(new ClusterMessage.Publish(List.of(publication)));
    // Whatever the loop was given before is done then, and flushed.
    onLoop(() -> {});
    return "{\"event\":\"e\",\"channel\":\"news\",\"data\":\"" + number + "\"}";
  }

  private void onLoop(Runnable task) {
    loop.eventLoop().submit(task).syncUninterruptibly();
  }

  private String next(int client) {
    return clients.get(client).next();
  }

  @Test
  void givenAReceiverThatTakesAnotherCopy_itGetsThatAndTheOthersTheSharedOne() throws Exception {
    Plain plain = new Plain(connect());
    Copying copying = new Copying(connect());
    subscribe(plain);
    subscribe(copying);
    for (int i = 0; i < 4; i++) {
      String text = publish(i);
      assertThat(next(0)).isEqualTo(text);
      assertThat(next(1)).isEqualTo(TestServer.quoted(text));
    }
    assertThat(copying.came).isEqualTo(4);
    assertThat(plain.came).isLessThan(4);
  }

  @Test
  void givenAReceiverThatIsHeld_itGetsEachFrameNumberedAndInOrderAfterwards() throws Exception {
    Plain plain = new Plain(connect());
    Numbering numbering = new Numbering(connect());
    subscribe(plain);
    subscribe(numbering);
    List<String> published = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      if (i == 1) {
        onLoop(numbering::hold);
      } else if (i == 4) {
        onLoop(numbering::replay);
      }
      published.add(publish(i));
      assertThat(next(0)).isEqualTo(published.get(i));
    }
    for (int i = 0; i < 6; i++) {
      assertThat(next(1)).isEqualTo((i + 1) + " " + TestServer.quoted(published.get(i)));
    }
    assertThat(plain.came).isLessThan(6);
  }
}
