package io.belfry.bench;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.Publication;
import io.belfry.server.net.Loops;
import io.belfry.server.node.TransportKind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Publications on their way between threads: from a caller to the loop of the channel's owner, and
 * from there to a subscriber on each of two loops.
 */
@SuppressWarnings("NullAway.Init") // the set-up fills the fields
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InboxBench {
  private static final int LOOPS = 2;
  private static final int PUBLICATIONS = 1_000;
  private static final String CHANNEL = "orders";

  private final Semaphore arrived = new Semaphore(0);
  private Loops loops;
  private Node node;
  private Publication publication;

  /** Tells when it is subscribed, and when all publications of a round have come. */
  private final class RoundsWire extends CountingWire {
    private static final int GREETING_AND_ANSWER = 2;

    private final CountDownLatch subscribed = new CountDownLatch(1);

    @Override
    public void write(OutboundFrame frame) {
      super.write(frame);
      long publications = frames() - GREETING_AND_ANSWER;
      if (publications == 0) {
        subscribed.countDown();
      } else if (publications > 0 && publications % PUBLICATIONS == 0) {
        arrived.release();
      }
    }
  }

  /** One subscriber on each loop. */
  @Setup
  public void connect() throws InterruptedException {
    loops = new Loops(TransportKind.AUTO, LOOPS, System::nanoTime);
    node = new Node(loops.all(), loops.frames());
    publication = Node.publication(CHANNEL, "x".repeat(200), null);
    for (int i = 0; i < LOOPS; i++) {
      int index = i;
      RoundsWire wire = new RoundsWire();
      loops.all().get(i).execute(() -> Node.subscribe(node.connect(index, wire), CHANNEL));
      wire.subscribed.await();
    }
  }

  /** One publication, to two loops. */
  @Benchmark
  @OperationsPerInvocation(PUBLICATIONS)
  public void handOver() throws InterruptedException {
    for (int i = 0; i < PUBLICATIONS; i++) {
      node.publish(publication);
    }
    arrived.acquire(LOOPS);
  }

  /** Stops the loops. */
  @TearDown
  public void close() {
    loops.close();
  }
}
