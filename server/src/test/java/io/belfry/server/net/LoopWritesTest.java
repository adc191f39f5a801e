package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.node.Breakdown;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoopWritesTest {
  private static final int SOCKETS = LoopWrites.SLICE + 1;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final SingleThreadEventLoop eventLoop = (SingleThreadEventLoop) group.next();
  private final NettyLoop loop =
      new NettyLoop(
          0,
          eventLoop,
          new LoopIo(LocalIoHandler.newFactory().newHandler(eventLoop), eventLoop),
          System::nanoTime,
          new Breakdown());
  private final List<EmbeddedChannel> sockets =
      IntStream.range(0, SOCKETS)
          .mapToObj(i -> new EmbeddedChannel(new ChannelInboundHandlerAdapter()))
          .toList();
  private final List<NettyWire> wires =
      sockets.stream()
          .map(socket -> new NettyWire(socket, loop, new Deadlines(), System::nanoTime))
          .toList();

  private final Socket closedSocket = closedSocket();

  private static Socket closedSocket() {
    Epoll.ensureAvailability();
    Socket socket = Socket.newSocketStream();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return socket;
  }

  @AfterEach
  void close() {
    // First the loop, which may still be about to serve the rest.
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    sockets.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  @Tag("THR-35")
  void givenMoreWritersThanASlice_itServesTheRestWhenTheLoopHasLookedAtItsSockets() {
    CompletableFuture<Long> afterOneTurn = new CompletableFuture<>();
    CompletableFuture<Long> afterTwoTurns = new CompletableFuture<>();
    onLoop(
        () -> {
          writeToAll("news");
          // Behind the end of this turn, and with it before the next one.
          eventLoop.executeAfterEventLoopIteration(
              () -> {
                afterOneTurn.complete(served());
                eventLoop.execute(
                    () ->
                        eventLoop.executeAfterEventLoopIteration(
                            () -> afterTwoTurns.complete(served())));
              });
          return true;
        });
    assertThat(afterOneTurn.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(LoopWrites.SLICE);
    assertThat(afterTwoTurns.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(SOCKETS);
  }

  @Test
  @Tag("THR-35")
  void givenAFrameForManyThatWaits_whatIsForFewGoesPastIt() {
    NettyFrame frame = frame("news");
    CompletableFuture<List<Boolean>> isServed = new CompletableFuture<>();
    onLoop(
        () -> {
          LoopWrites writes = loop.writes();
          int[] many = IntStream.range(0, SOCKETS).map(i -> openLane(writes)).toArray();
          int few = openLane(writes);
          for (int lane : many) {
            writes.tryWrite(lane, frame, writes.queueFor(SOCKETS));
          }
          writes.tryWrite(few, frame, writes.queueFor(1));
          eventLoop.executeAfterEventLoopIteration(
              () ->
                  isServed.complete(
                      List.of(
                          writes.isEmpty(many[LoopWrites.SLICE - 1]),
                          writes.isEmpty(many[LoopWrites.SLICE]),
                          writes.isEmpty(few))));
          return true;
        });
    assertThat(isServed.orTimeout(10, TimeUnit.SECONDS).join()).containsExactly(true, false, true);
    frame.release();
  }

  private int openLane(LoopWrites writes) {
    int lane = takeLane(writes);
    writes.open(lane);
    return lane;
  }

  /** A lane to a socket that is closed, so that it takes everything. */
  private int takeLane(LoopWrites writes) {
    int lane = writes.take(wires.get(0));
    writes.lead(lane, closedSocket, sockets.get(0).pipeline().firstContext());
    return lane;
  }

  @Test
  @Tag("WS-063")
  void givenAFrameWhileAnEarlierOneWaits_itFollowsThatOne() {
    CompletableFuture<Integer> written = new CompletableFuture<>();
    onLoop(
        () -> {
          writeToAll("first");
          eventLoop.executeAfterEventLoopIteration(
              () -> {
                writeToAll("second");
                eventLoop.execute(
                    () ->
                        eventLoop.executeAfterEventLoopIteration(
                            () ->
                                written.complete(
                                    sockets.get(SOCKETS - 1).outboundMessages().size())));
              });
          return true;
        });
    assertThat(written.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(2);
  }

  @Test
  @Tag("WS-063")
  void givenAClosedLane_theFrameHasToGoThroughTheConnection() {
    NettyFrame frame = frame("news");
    CompletableFuture<List<Boolean>> taken = new CompletableFuture<>();
    onLoop(
        () -> {
          LoopWrites writes = loop.writes();
          int lane = takeLane(writes);
          boolean beforeOpened = writes.tryWrite(lane, frame, writes.queueFor(1));
          writes.open(lane);
          boolean whileOpen = writes.tryWrite(lane, frame, writes.queueFor(1));
          writes.close(lane);
          return taken.complete(
              List.of(
                  writes.tryWrite(LoopWrites.NO_LANE, frame, writes.queueFor(1)),
                  beforeOpened,
                  whileOpen,
                  writes.tryWrite(lane, frame, writes.queueFor(1))));
        });
    assertThat(taken.orTimeout(10, TimeUnit.SECONDS).join())
        .containsExactly(false, false, true, false);
    frame.release();
  }

  @Test
  void givenALaneThatIsGivenBackWhileItWaits_nobodyGetsItBeforeItsPlaceCame() {
    NettyFrame frame = frame("news");
    CompletableFuture<List<Integer>> lanes = new CompletableFuture<>();
    onLoop(
        () -> {
          LoopWrites writes = loop.writes();
          int first = openLane(writes);
          writes.tryWrite(first, frame, writes.queueFor(1));
          writes.giveBack(first);
          int meanwhile = writes.take(wires.get(0));
          eventLoop.executeAfterEventLoopIteration(
              () -> lanes.complete(List.of(first, meanwhile, writes.take(wires.get(0)))));
          return true;
        });
    List<Integer> given = lanes.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(given.get(1)).isNotEqualTo(given.get(0));
    assertThat(given.get(2)).isEqualTo(given.get(0));
    frame.release();
  }

  private static NettyFrame frame(String text) {
    return (NettyFrame)
        NettyFrame.factory(ByteBufAllocator.DEFAULT).text(text.getBytes(StandardCharsets.UTF_8));
  }

  private void writeToAll(String text) {
    NettyFrame frame = frame(text);
    for (NettyWire wire : wires) {
      wire.write(frame.retain());
      wire.flushLater();
    }
    frame.release();
  }

  private long served() {
    return sockets.stream().filter(socket -> !socket.outboundMessages().isEmpty()).count();
  }

  private <T> void onLoop(Callable<T> task) {
    eventLoop.submit(task).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }
}
