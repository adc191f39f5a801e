package io.belfry.bench;

import io.belfry.server.channel.LoopShard;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.Publication;
import io.belfry.server.net.Loops;
import io.belfry.server.node.TransportKind;
import io.belfry.server.socket.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One publication to the subscribers of one loop, with real connections and queues and no sockets:
 * what a fan-out costs before the kernel. Without sockets there are no lanes, so this is the long
 * way, through the connections; what the short one costs is seen with the whole server.
 */
@SuppressWarnings("NullAway.Init") // the set-up fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanOutBench {
  private static final String CHANNEL = "orders";
  private static final String DATA = "x".repeat(200);

  @Param({"1", "100", "1000", "100000"})
  int subscribers;

  private Loops loops;
  private CountingWire wire;
  private Node node;
  private LoopShard shard;
  private OutboundFrame frame;
  private Connection excluded;
  private Publication publication;
  private Publication butOne;

  /** Everybody subscribes. */
  @Setup
  public void connect() {
    CallersLoop loop = new CallersLoop();
    loops = new Loops(TransportKind.NIO, 1, System::nanoTime);
    wire = new CountingWire();
    node = new Node(List.of(loop), loops.frames());
    loop.runTasks();
    for (int i = 0; i < subscribers; i++) {
      excluded = node.connect(0, wire);
      Node.subscribe(excluded, CHANNEL);
      loop.runTasks();
    }
    shard = node.shard(0, CHANNEL);
    publication = Node.publication(CHANNEL, DATA, null);
    butOne = Node.publication(CHANNEL, DATA, excluded.socketId());
    frame = loops.frames().text(publication.text());
  }

  /** A frame that is there already. */
  @Benchmark
  public long deliver() {
    shard.deliver(frame, null);
    return wire.frames();
  }

  /** The same, but one gets nothing. */
  @Benchmark
  public long deliverButOne() {
    shard.deliver(frame, excluded);
    return wire.frames();
  }

  /** From the accepted event on: its place in the order, the frame, the delivery. */
  @Benchmark
  public long publish() {
    node.publish(publication);
    return wire.frames();
  }

  /** The same, but one gets nothing and has to be found by its socket id. */
  @Benchmark
  public long publishButOne() {
    node.publish(butOne);
    return wire.frames();
  }

  /** Stops the loops. */
  @TearDown
  public void close() {
    frame.release();
    loops.close();
  }
}
