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
import java.util.Map;
import java.util.concurrent.Semaphore;
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
  private static final int LATE_IN_THE_CROWD = 200;

  private final Semaphore isHeld = new Semaphore(0);
  private final Semaphore mayGoOn = new Semaphore(0);
  private final AtomicLong descriptorsThen = new AtomicLong();

  private static long descriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  /** Two numbers make one id; before some of the ids it does something else. */
  private static final class WatchedRandom implements RandomGenerator {
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, Runnable> beforeId;
    private long drawn;

    WatchedRandom(Map<Long, Runnable> beforeId) {
      this.beforeId = beforeId;
    }

    @Override
    public long nextLong() {
      if (drawn++ % 2 == 0) {
        beforeId.getOrDefault(1 + drawn / 2, () -> {}).run();
      }
      return random.nextLong();
    }

    @Override
    public long nextLong(long origin, long bound) {
      return origin + Math.floorMod(nextLong(), bound - origin);
    }
  }

  private void hold() {
    isHeld.release();
    await(mayGoOn);
  }

  private static void await(Semaphore permit) {
    try {
      assertThat(permit.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static TestServer server(Map<Long, Runnable> beforeId) {
    return TestServer.with(
        new ManualClock(),
        TestServer.config(1),
        parts -> parts.random(new WatchedRandom(beforeId)));
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
    Map<Long, Runnable> beforeId =
        Map.of(1L, this::hold, 2L, () -> descriptorsThen.set(descriptors()));
    try (TestServer server = server(beforeId);
        RecordingClient canary = RecordingClient.open(server.port());
        RecordingClient holder = RecordingClient.open(server.port())) {
      ask(holder);
      await(isHeld);
      for (int i = 0; i < CROWD; i++) {
        crowd.add(RecordingClient.open(server.port()));
      }
      ask(canary);
      long descriptorsBefore = descriptors();
      mayGoOn.release();
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

  /** A crowd that has been accepted, and the loop held. */
  private RecordingClient openBehind(List<RecordingClient> crowd, TestServer server) {
    for (int i = 0; i < CROWD; i++) {
      crowd.add(RecordingClient.open(server.port()));
    }
    // Sockets are accepted in their order, and this one is the last.
    RecordingClient holder = RecordingClient.open(server.port());
    ask(holder);
    await(isHeld);
    return holder;
  }

  @Test
  @Tag("THR-41")
  void givenACrowdThatAsksAtOnce_whoIsThereIsAnsweredBetweenTheRequests() {
    List<RecordingClient> crowd = new ArrayList<>();
    Map<Long, Runnable> beforeId = Map.of(2L, this::hold, (long) LATE_IN_THE_CROWD, this::hold);
    try (TestServer server = server(beforeId);
        RecordingClient canary = RecordingClient.connect(server.port(), TARGET)) {
      canary.next();
      canary.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
      canary.next();
      try (RecordingClient holder = openBehind(crowd, server)) {
        crowd.forEach(CrowdTest::ask);
        canary.send("{\"event\":\"pusher:ping\",\"data\":{}}");
        mayGoOn.release();
        await(isHeld);
        assertThat(canary.next()).contains("pusher:pong");
        mayGoOn.release();
        holder.readHead();
        for (RecordingClient client : crowd) {
          client.readHead();
          assertThat(client.nextFrame().text()).contains("connection_established");
        }
      }
    } finally {
      mayGoOn.release(2);
      crowd.forEach(RecordingClient::close);
    }
  }

  @Test
  @Tag("THR-41")
  void givenACrowdThatSendsMoreThanOneRead_allOfItIsKeptInOrder() {
    List<RecordingClient> crowd = new ArrayList<>();
    String requests =
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(99)
            + "GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (TestServer server = server(Map.of(1L, this::hold));
        RecordingClient holder = openBehind(crowd, server)) {
      crowd.forEach(client -> client.sendBytes(requests.getBytes(StandardCharsets.US_ASCII)));
      mayGoOn.release();
      holder.readHead();
      for (RecordingClient client : crowd) {
        for (int i = 0; i < 99; i++) {
          client.readHead();
          assertThat(client.status()).isEqualTo(200);
          client.readBody();
        }
        client.readHead();
        assertThat(client.status()).isEqualTo(404);
      }
    } finally {
      crowd.forEach(RecordingClient::close);
    }
  }

  @Test
  @Tag("THR-41")
  void givenACrowdOfWhichManyLeaveAgain_theOthersAreServed() {
    List<RecordingClient> crowd = new ArrayList<>();
    try (TestServer server = server(Map.of(1L, this::hold));
        RecordingClient holder = openBehind(crowd, server)) {
      crowd.forEach(CrowdTest::ask);
      List<RecordingClient> leaving = crowd.subList(0, CROWD - 1);
      leaving.forEach(RecordingClient::close);
      mayGoOn.release();
      holder.readHead();
      RecordingClient last = crowd.get(CROWD - 1);
      last.readHead();
      assertThat(last.nextFrame().text()).contains("connection_established");
    } finally {
      crowd.forEach(RecordingClient::close);
    }
  }
}
