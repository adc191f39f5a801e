package io.belfry.server.net;

import io.belfry.bench.CallersLoop;
import io.belfry.bench.CountingWire;
import io.belfry.bench.Node;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.net.FrameReader.MessageBounds;
import io.belfry.server.node.TransportKind;
import io.belfry.server.socket.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes of a client to a message, through the handlers of a real pipeline, and a message to the
 * bytes of a frame. It lives in this package because the handlers are nobody else's.
 */
@SuppressWarnings("NullAway.Init") // the set-up fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBench {
  private static final byte[] MASK = {7, 11, 13, 17};
  private static final int MAX_MESSAGE_BYTES = 100_000;
  private static final String SUBSCRIBE =
      "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}";
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final byte[] EVENT =
      ("{\"event\":\"order-shipped\",\"channel\":\"orders\",\"data\":\"" + "x".repeat(200) + "\"}")
          .getBytes(StandardCharsets.UTF_8);

  private final byte[] masked = masked(PING.getBytes(StandardCharsets.UTF_8));
  private Loops loops;
  private CountingWire wire;
  private EmbeddedChannel socket;
  private OutboundFrame.Factory frames;

  /** A connection behind a pipeline that has been upgraded. */
  @Setup
  public void upgrade() {
    loops = new Loops(TransportKind.NIO, 1, System::nanoTime);
    frames = loops.frames();
    wire = new CountingWire();
    Connection connection = new Node(List.of(new CallersLoop()), frames).connect(0, wire);
    // Who has a subscription is no newcomer, of whom a turn takes only so many.
    connection.onText(SUBSCRIBE.getBytes(StandardCharsets.UTF_8));
    socket = new EmbeddedChannel();
    socket
        .pipeline()
        .addLast("http-decoder", new ChannelInboundHandlerAdapter())
        .addLast("requests", new ChannelInboundHandlerAdapter());
    NettyWire unused = new NettyWire(socket, loops.netty(0), new Deadlines(), System::nanoTime);
    Pipeline.upgraded(
        socket.pipeline(),
        new WebSocketFrames(
            connection,
            unused,
            new MessageBounds(MAX_MESSAGE_BYTES, MessageBounds.USUAL_FRAGMENTS)));
  }

  /** One masked text frame: unmasked, checked, read as a message, answered into a counter. */
  @Benchmark
  public long read() {
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(masked.length);
    socket.writeInbound(bytes.writeBytes(masked));
    return wire.frames();
  }

  /** The frame of an event, made and given up. */
  @Benchmark
  public int write() {
    OutboundFrame frame = frames.text(EVENT);
    int size = frame.size();
    frame.release();
    return size;
  }

  /** Stops the loops. */
  @TearDown
  public void close() {
    socket.close();
    loops.close();
  }

  private static byte[] masked(byte[] text) {
    byte[] frame = new byte[6 + text.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | text.length);
    System.arraycopy(MASK, 0, frame, 2, MASK.length);
    for (int i = 0; i < text.length; i++) {
      frame[6 + i] = (byte) (text[i] ^ MASK[i & 3]);
    }
    return frame;
  }
}
