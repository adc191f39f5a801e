package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.RecordingClient;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many that connect at the same moment, and one that is there already. The server draws a socket id
 * on its only loop for whom it opens, so there a test can hold the loop and look round.
 */
class CrowdTest {
  private static final int CROWD = 300;
  private static final int FAR_LESS_THAN_THE_CROWD = 64;
  private static final String TARGET = "/app/" + TestServer.KEY + "?protocol=7";

  private final CountDownLatch isHeld = new CountDownLatch(1);
  private final CountDownLatch mayGoOn = new CountDownLatch(1);
  private final AtomicLong descriptorsThen = new AtomicLong();
  private final AtomicLong drawn = new AtomicLong();

  private static long descriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  /** Two numbers make one id: the first caller holds the loop, the second looks round. */
  private final class HoldingRandom implements RandomGenerator {
    private final SecureRandom random = new SecureRandom();

    @Override
    public long nextLong() {
      long call = drawn.incrementAndGet();
      if (call == 1) {
        isHeld.countDown();
        await(mayGoOn);
      } else if (call == 3) {
        descriptorsThen.set(descriptors());
      }
      return random.nextLong();
    }

    @Override
    public long nextLong(long origin, long bound) {
      return origin + Math.floorMod(nextLong(), bound - origin);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private TestServer server() {
    ManualClock clock = new ManualClock();
    return TestServer.withSurroundings(
        TestServer.config(1),
        clock,
        new BelfryServer.Surroundings(clock::nanoTime, clock, new HoldingRandom()));
  }

  private static void ask(RecordingClient client) {
    client.sendBytes(
        ("GET "
                + TARGET
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  @Tag("THR-41")
  void givenACrowdThatConnectsAtOnce_whoIsThereIsServedBetweenTheAccepts() {
    List<RecordingClient> crowd = new ArrayList<>();
    try (TestServer server = server();
        RecordingClient canary = RecordingClient.open(server.port());
        RecordingClient holder = RecordingClient.open(server.port())) {
      ask(holder);
      await(isHeld);
      for (int i = 0; i < CROWD; i++) {
        crowd.add(RecordingClient.open(server.port()));
      }
      ask(canary);
      long descriptorsBefore = descriptors();
      mayGoOn.countDown();
      canary.readHead();
      assertThat(canary.nextFrame().text()).contains("connection_established");
      // More than one, or a crowd would wait for as many turns as it has heads.
      assertThat(descriptorsThen.get() - descriptorsBefore)
          .isGreaterThan(1)
          .isLessThan(FAR_LESS_THAN_THE_CROWD);
      crowd.forEach(client -> client.upgrade(TARGET));
      assertThat(server.server().connections()).isEqualTo(CROWD + 2);
    } finally {
      crowd.forEach(RecordingClient::close);
    }
  }
}
