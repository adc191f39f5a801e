package io.belfry.server;

import static io.belfry.server.TestServer.KEY;
import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.node.ListenFrom;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One server goes down, and another takes its place, or none. */
@SuppressWarnings("try") // a server that goes down is closed before its block ends
class HandOverTest {
  private static final ListenFrom BESIDE = new ListenFrom(true, List.of());
  private static final String RECONNECT = error(4200, "Generic reconnect immediately");
  private static final String LATER = error(4100, "Going down, come back in a second");

  private static ServerConfig config(String server) {
    String yaml =
        """
        server: {host: 127.0.0.1, event_loops: 2, %s}
        apps: [{id: "1", keys: [{key: app-key, secret: a secret of app 1}]}]
        """
            .formatted(server);
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static BelfryServer start(String server, ListenFrom from) throws IOException {
    return BelfryServer.builder().config(config(server)).listenFrom(from).start();
  }

  private static RecordingClient open(int port) {
    return RecordingClient.connect(port, "/app/" + KEY + "?protocol=7");
  }

  private static List<RecordingClient> connect(int port, int count) {
    List<RecordingClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingClient client = open(port);
      assertThat(client.next()).contains("connection_established");
      clients.add(client);
    }
    return clients;
  }

  private static void assertTold(RecordingClient client, String error) {
    assertThat(client.next()).isEqualTo(error);
    client.nextClose();
    client.close();
  }

  @ParameterizedTest
  @Tag("WS-114")
  @ValueSource(strings = {"auto", "nio"})
  void givenASecondServerThatIsNotToTakeOver_thePortIsTaken(String transport) throws Exception {
    try (BelfryServer first = start("port: 0, transport: " + transport, ListenFrom.ITSELF)) {
      String second = "port: " + first.port() + ", transport: " + transport;
      assertThatThrownBy(() -> start(second, ListenFrom.ITSELF))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + first.port() + ": Address already in use");
      connect(first.port(), 20).forEach(RecordingClient::close);
    }
  }

  @ParameterizedTest
  @Tag("WS-114")
  @Tag("WS-015")
  @ValueSource(strings = {"auto", "nio"})
  void givenASuccessor_theOldOneSendsItsClientsThereAndGetsNoMore(String transport)
      throws Exception {
    String ports = ", api_port: %d, operations: {port: %d}, transport: " + transport;
    try (BelfryServer old = start("port: 0" + ports.formatted(0, 0), ListenFrom.ITSELF)) {
      List<RecordingClient> clients = connect(old.port(), 30);
      int operations = old.operationsAddress().orElseThrow().getPort();
      String same = ports.formatted(old.apiAddress().getPort(), operations);
      try (BelfryServer successor = start("port: " + old.port() + same, BESIDE)) {
        assertThat(successor.operationsAddress()).isEqualTo(old.operationsAddress());
        old.drain();
        clients.forEach(client -> assertTold(client, RECONNECT));
        List<RecordingClient> again = connect(old.port(), 30);
        assertThat(successor.connections()).isEqualTo(30);
        for (int port : List.of(old.port(), old.apiAddress().getPort(), operations)) {
          for (int i = 0; i < 10; i++) {
            assertThat(statusOf(port, port == operations ? "/health" : "/readyz")).isEqualTo(200);
          }
        }
        old.close();
        again.forEach(client -> client.send("{\"event\":\"pusher:ping\",\"data\":{}}"));
        again.forEach(client -> assertThat(client.next()).contains("pusher:pong"));
        again.forEach(RecordingClient::close);
      }
    }
  }

  @ParameterizedTest
  @Tag("WS-114")
  @ValueSource(strings = {"auto", "nio"})
  void givenARequestThatHasBegun_itIsAnsweredBeforeTheOldOneEnds(String transport)
      throws Exception {
    try (BelfryServer old = start("port: 0, transport: " + transport, ListenFrom.ITSELF);
        RecordingClient asking = RecordingClient.open(old.port())) {
      asking.sendBytes("GET /readyz HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.UTF_8));
      RecordingClient client = connect(old.port(), 1).get(0);
      try (BelfryServer successor =
          start("port: " + old.port() + ", transport: " + transport, BESIDE)) {
        CompletableFuture<Void> drained = CompletableFuture.runAsync(old::drain);
        assertTold(client, RECONNECT);
        connect(successor.port(), 5).forEach(RecordingClient::close);
        assertThat(drained).isNotDone();
        asking.sendBytes("belfry\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        asking.readHead();
        assertThat(asking.status()).isEqualTo(503);
        drained.get(20, TimeUnit.SECONDS);
        assertThat(statusOf(successor.port(), "/readyz")).isEqualTo(200);
      }
    }
  }

  @Test
  @Tag("WS-114")
  void givenASocketThatSaysNothing_theOldOneEndsAllTheSame() throws Exception {
    try (BelfryServer old = start("port: 0", ListenFrom.ITSELF);
        RecordingClient silent = RecordingClient.open(old.port());
        BelfryServer successor = start("port: " + old.port(), BESIDE)) {
      assertThat(CompletableFuture.runAsync(old::drain)).succeedsWithin(Duration.ofSeconds(20));
      old.close();
      silent.awaitEnd();
      assertThat(statusOf(successor.port(), "/readyz")).isEqualTo(200);
    }
  }

  private static int statusOf(int port, String path) {
    try (RecordingClient client = RecordingClient.open(port)) {
      client.sendBytes(
          ("GET " + path + " HTTP/1.1\r\nHost: belfry\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      client.readHead();
      return client.status();
    }
  }

  @ParameterizedTest
  @Tag("WS-113")
  @ValueSource(strings = {"auto", "nio"})
  void givenNobodyElse_everybodyIsToldToComeBackLaterAndThePortStaysOpenForThat(String transport)
      throws Exception {
    try (BelfryServer lone = start("port: 0, transport: " + transport, ListenFrom.ITSELF)) {
      List<RecordingClient> clients = connect(lone.port(), 30);
      lone.drain();
      clients.forEach(client -> assertTold(client, LATER));
      assertTold(open(lone.port()), LATER);
      assertThat(statusOf(lone.port(), "/readyz")).isEqualTo(503);
    }
  }

  @Test
  @Tag("WS-113")
  @Tag("WS-015")
  void givenADrainTime_itHoldsAndNewcomersAreToldToComeBackLater() throws Exception {
    try (BelfryServer node = start("port: 0, drain_seconds: 3600", ListenFrom.ITSELF)) {
      List<RecordingClient> clients = connect(node.port(), 20);
      CompletableFuture<Void> drained = CompletableFuture.runAsync(node::drain);
      // One of each loop goes in the first step, and it is who came last.
      assertTold(clients.get(19), RECONNECT);
      assertTold(open(node.port()), LATER);
      assertThat(node.connections()).isBetween(10L, 19L);
      node.close();
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @Tag("WS-113")
  void givenALoopThatIsBlocked_theOthersAreDrainedAllTheSameAndItIsWaitedFor() throws Exception {
    AtomicBoolean isBlocked = new AtomicBoolean();
    CountDownLatch goesOn = new CountDownLatch(1);
    LongSupplier blocking =
        () -> {
          if (isBlocked.get() && isFirstLoop()) {
            await(goesOn);
          }
          return System.nanoTime();
        };
    try (BelfryServer node =
        BelfryServer.builder()
            .config(config("port: 0, drain_seconds: 1"))
            .nanoTime(blocking)
            .start()) {
      List<RecordingClient> clients = connect(node.port(), 20);
      isBlocked.set(true);
      CompletableFuture<Void> drained = CompletableFuture.runAsync(node::drain);
      List<CompletableFuture<Void>> told =
          clients.stream()
              .map(
                  client ->
                      CompletableFuture.runAsync(
                          () -> assertTold(client, RECONNECT), Thread::startVirtualThread))
              .toList();
      CompletableFuture.anyOf(told.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
      assertThat(drained).isNotDone();
      isBlocked.set(false);
      goesOn.countDown();
      for (CompletableFuture<Void> client : told) {
        client.get(20, TimeUnit.SECONDS);
      }
      assertThat(drained).succeedsWithin(Duration.ofSeconds(20));
      assertThat(node.connections()).isZero();
    }
  }

  private static boolean isFirstLoop() {
    String thread = Thread.currentThread().getName();
    return thread.startsWith("belfry-loop") && thread.endsWith("-1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Tag("WS-113")
  void givenClientsThatConnectWhileItGoesDown_eachIsAnswered() throws Exception {
    try (BelfryServer lone = start("port: 0", ListenFrom.ITSELF)) {
      int port = lone.port();
      CompletableFuture<Void> drained = CompletableFuture.runAsync(lone::drain);
      List<String> heard =
          Stream.generate(() -> open(port)).limit(50).map(RecordingClient::next).toList();
      drained.get(20, TimeUnit.SECONDS);
      assertThat(heard)
          .allMatch(text -> text.equals(LATER) || text.contains("connection_established"));
    }
  }
}
