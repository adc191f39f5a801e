package io.belfry.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.belfry.server.BelfryServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a delivery allocates on the event loop, of a real server with real sockets. A publication
 * costs a few objects, whoever gets it: its request, its text, its frame. One more subscriber must
 * cost none.
 *
 * <p>The counter of the virtual machine is exact to the byte for a thread that rests. Ticks of the
 * loop fall into some rounds and not into others, so the median of many rounds is what a
 * publication allocates, and it can be compared exactly.
 */
class DeliveryAllocationTest {
  private static final int CROWD = 100;
  private static final int WARM_UP = 600;
  private static final int ROUNDS = 301;

  private BelfryServer server;
  private Audience alone;
  private Audience crowd;
  private long loopThread;

  @BeforeEach
  void start() throws IOException {
    server = BelfryServer.start(BenchSettings.config(1));
    alone = new Audience(server.port(), "channel-of-1", 1);
    crowd = new Audience(server.port(), "channel-of-n", CROWD);
    loopThread =
        Arrays.stream(threads().dumpAllThreads(false, false))
            .filter(thread -> thread.getThreadName().startsWith("belfry-loop"))
            .findFirst()
            .orElseThrow()
            .getThreadId();
  }

  @AfterEach
  void stop() {
    alone.close();
    crowd.close();
    server.close();
  }

  @Test
  void givenOneMoreSubscriber_aPublicationAllocatesNoByteMore() {
    for (int i = 0; i < WARM_UP; i++) {
      alone.round();
      crowd.round();
    }

    long[] few = new long[ROUNDS];
    long[] many = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      few[i] = allocatedBy(alone);
      many[i] = allocatedBy(crowd);
    }

    assertThat(median(many) - median(few))
        .as("bytes that %d further subscribers allocate", CROWD - 1)
        .isZero();
  }

  private long allocatedBy(Audience audience) {
    long before = threads().getThreadAllocatedBytes(loopThread);
    audience.round();
    return threads().getThreadAllocatedBytes(loopThread) - before;
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static ThreadMXBean threads() {
    return (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }
}
