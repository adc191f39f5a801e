package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.belfry.protocol.ChannelName;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.RaisedHook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhooks of nodes whose adapter raises them once for all. */
class HooksOfAClusterTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);
  private static final ChannelName ROOM = ChannelName.parse("private-room").orElseThrow();

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final HttpServer receiver = receiver();
  private final BusCluster bus = new BusCluster().tellingNoCounts();

  private HttpServer receiver() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              told.add(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(204, -1);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TestServer node(String name) {
    return TestServer.withParts(
        2,
        parts ->
            parts.cluster(bus.join(name)).nanoTime(System::nanoTime).clock(InstantSource.system()),
        "webhooks:",
        "  - url: http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks");
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    bus.close();
  }

  private String next() throws InterruptedException {
    String body = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(body).as("the next webhook").isNotNull();
    return body.substring(body.indexOf("\"events\""));
  }

  private static RaisedHook occupied(String key) {
    return new RaisedHook(
        key,
        System.currentTimeMillis(),
        new RaisedHook.OfDecision(new Decision.Occupied("1", ROOM)));
  }

  @Test
  @Tag("CLU-060")
  @Tag("CLU-061")
  void givenWhatHappensOnItsNodes_onlyTheAdapterTellsOfItAndHearsWhenItArrived() throws Exception {
    try (TestServer a = node("a");
        TestServer b = node("b")) {
      TestConnection other = b.connect();
      other.subscribePrivate("private-room");
      assertThat(other.next()).contains("subscription_succeeded");
      TestConnection one = a.connect();
      one.subscribePrivate("private-room");
      assertThat(one.next()).contains("subscription_succeeded");
      one.send("{\"event\":\"client-typing\",\"channel\":\"private-room\",\"data\":{}}");
      one.hasNothing();
      assertThat(other.next()).contains("client-typing");
      assertThat(bus.sendHook("b", occupied("k")).toCompletableFuture())
          .succeedsWithin(PATIENCE)
          .isEqualTo(Set.of());

      assertThat(next())
          .isEqualTo("\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"private-room\"}]}");
      assertThat(told).isEmpty();
    }
  }

  @Test
  @Tag("CLU-061")
  void givenANodeThatEnds_whatItHasNotSentIsLeftToOthers() {
    TestServer a = node("a");
    receiver.stop(0);
    var left = bus.sendHook("a", occupied("k"));
    a.close();

    assertThat(left.toCompletableFuture()).failsWithin(PATIENCE);
  }
}
