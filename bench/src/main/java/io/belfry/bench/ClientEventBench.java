package io.belfry.bench;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.net.Loops;
import io.belfry.server.node.TransportKind;
import io.belfry.server.socket.Connection;
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
 * One client event from the text of its frame to the wire of the other subscriber: all that it
 * costs but for the sockets.
 */
@SuppressWarnings("NullAway.Init") // the set-up fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClientEventBench {
  private static final ChannelName CHANNEL = ChannelName.parse("private-pair").orElseThrow();

  private Loops loops;
  private CountingWire wire;
  private Connection sender;
  private byte[] withString;
  private byte[] withObject;

  /** Two subscribers. */
  @Setup
  public void connect() {
    CallersLoop loop = new CallersLoop();
    loops = new Loops(TransportKind.NIO, 1, System::nanoTime);
    wire = new CountingWire();
    Node node = new Node(List.of(loop), loops.frames());
    loop.runTasks();
    subscribe(node.connect(0, wire));
    sender = node.connect(0, wire);
    subscribe(sender);
    loop.runTasks();
    withString = text("\"" + "x".repeat(200) + "\"");
    withObject = text("{\"x\":12,\"text\":\"" + "x".repeat(180) + "\"}");
  }

  private static void subscribe(Connection connection) {
    String signed = StringToSign.subscription(connection.socketId(), CHANNEL, null);
    String auth = AuthToken.sign(BenchSettings.KEY, BenchSettings.SECRET, signed);
    connection.onText(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s\"}}"
            .formatted(CHANNEL, auth)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] text(String data) {
    return "{\"event\":\"client-moved\",\"data\":%s,\"channel\":\"%s\"}"
        .formatted(data, CHANNEL)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Its data is a string. */
  @Benchmark
  public long ofString() {
    sender.onText(withString);
    return wire.frames();
  }

  /** Its data is an object, which receivers get as a string. */
  @Benchmark
  public long ofObject() {
    sender.onText(withObject);
    return wire.frames();
  }

  /** Stops the loops. */
  @TearDown
  public void close() {
    if (wire.frames() < 100) {
      throw new IllegalStateException("Nothing was passed on.");
    }
    loops.close();
  }
}
