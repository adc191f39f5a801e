package io.belfry.bench;

import io.belfry.protocol.UserId;
import io.belfry.server.net.Loops;
import io.belfry.server.node.TransportKind;
import io.belfry.server.socket.Connection;
import io.belfry.server.store.Shutout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A sign-in from the text of its frame to the frame that says it has come about: all that it costs
 * but for the sockets. Each is the first one of its connection, and of its user.
 */
@SuppressWarnings("NullAway.Init") // the set-up fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SigninBench {
  private static final int CROWD = 1_000;
  private static final int GONE = 1000;
  private static final int GREETED_AND_SIGNED_IN = 2;

  /** What each sign-in says. */
  @Param Saying says;

  /** So many other users are blocked, and so many other login sessions revoked. */
  @Param({"0", "100000"})
  int shutOut;

  private CallersLoop loop;
  private Loops loops;
  private CountingWire wire;
  private Node node;
  private final Connection[] connections = new Connection[CROWD];
  private final byte[][] texts = new byte[CROWD][];

  /** A node that knows who is shut out. */
  @Setup
  public void start() {
    loop = new CallersLoop();
    loops = new Loops(TransportKind.NIO, 1, System::nanoTime);
    node = new Node(List.of(loop), loops.frames());
    loop.runTasks();
    long now = System.currentTimeMillis();
    long end = now + Duration.ofDays(1).toMillis();
    for (int i = CROWD; i < CROWD + shutOut; i++) {
      UserId user = new UserId("user-%07d".formatted(i));
      node.shutOut(new Shutout.Block(BenchSettings.APP_ID, user, now, end, null));
      Shutout.Revoked login = new Shutout.Revoked.LoginSession("login-%022d".formatted(i));
      String id = "revocation-%07d".formatted(i);
      node.shutOut(new Shutout.Revocation(BenchSettings.APP_ID, id, login, now, end, false, null));
    }
  }

  /** Connections that have not signed in, and what they are about to say. */
  @Setup(Level.Invocation)
  public void connect() {
    wire = new CountingWire();
    for (int i = 0; i < CROWD; i++) {
      connections[i] = node.connect(0, wire);
      texts[i] = says.text(connections[i], i);
    }
    loop.runTasks();
  }

  /** One user after the other. */
  @Benchmark
  @OperationsPerInvocation(CROWD)
  public long signIn() {
    for (int i = 0; i < CROWD; i++) {
      connections[i].onText(texts[i]);
    }
    loop.runTasks();
    return wire.frames();
  }

  /** They go. */
  @TearDown(Level.Invocation)
  public void leave() {
    if (wire.frames() != GREETED_AND_SIGNED_IN * CROWD) {
      throw new IllegalStateException("Not everybody was signed in: " + wire.frames());
    }
    for (Connection connection : connections) {
      connection.onGone(GONE);
    }
    loop.runTasks();
  }

  /** Stops the loops. */
  @TearDown
  public void close() {
    loops.close();
  }
}
