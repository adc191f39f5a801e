package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Changes;
import io.belfry.server.webhook.store.OutboxStore.GivenUp;
import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import io.belfry.server.webhook.store.OutboxStore.Target;
import io.belfry.sql.SqliteOutboxProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a server that runs, whose receiver wants nothing at first. */
class WebhooksOfAServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int GONE = 410;

  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<Headers> received = new LinkedBlockingQueue<>();
  private final AtomicInteger status = new AtomicInteger(GONE);
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer receiver;

  @SuppressWarnings("NullAway.Init") // set before each
  WebhooksOfAServerTest() {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            received.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(status.get(), -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    http.shutdownNow();
  }

  private BelfryServer server() throws IOException {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, data_dir: "%s", operations: {port: 0}}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: 5ecre7-0f-the-5h0p}]
            webhooks: [{url: "http://127.0.0.1:%d/hooks"}]
        """
            .formatted(folder, receiver.getAddress().getPort());
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> BelfryServer.start(loaded.config());
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private WebSocket subscribe(int port) {
    URI uri = URI.create("ws://127.0.0.1:" + port + "/app/app-key?protocol=7");
    WebSocket socket =
        http.newWebSocketBuilder().buildAsync(uri, new WebSocket.Listener() {}).join();
    socket
        .sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"room\"}}", true)
        .join();
    return socket;
  }

  private Headers next() throws InterruptedException {
    Headers headers = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(headers).isNotNull();
    return java.util.Objects.requireNonNull(headers);
  }

  // It is one as soon as the next commit is done, which nobody tells.
  private static Ran shown(String delivery, String at) {
    Instant end = Instant.now().plus(PATIENCE);
    Ran ran;
    do {
      ran = Ran.with("webhooks", "show", delivery, "--operations", at);
    } while (ran.exitCode() != 0 && Instant.now().isBefore(end));
    return ran;
  }

  @Test
  @Tag("HOOK-069")
  @Tag("THR-45")
  void givenADeadLetter_itIsShownAndReplayedByTheCommandAndByNoPage() throws Exception {
    try (BelfryServer server = server()) {
      String at = "http://127.0.0.1:" + server.operationsAddress().orElseThrow().getPort();
      WebSocket socket = subscribe(server.address().getPort());
      String delivery = next().getFirst("X-Belfry-Delivery");

      assertThat(shown(delivery, at).out())
          .contains("gone 410", "{\"name\": \"channel_occupied\", \"channel\": \"room\"}");
      HttpRequest page =
          HttpRequest.newBuilder(URI.create(at + "/dead-letters/" + delivery))
              .header("Origin", "https://evil.example.com")
              .DELETE()
              .build();
      assertThat(http.send(page, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
      assertThat(Ran.with("webhooks", "list", "--operations", at).out())
          .contains("store: keeping", delivery, "127.0.0.1-");

      status.set(204);
      Ran replayed = Ran.with("webhooks", "replay", delivery, "--operations", at);

      assertThat(replayed.exitCode()).as(replayed.err()).isZero();
      Headers again = next();
      assertThat(again.getFirst("X-Belfry-Delivery")).isEqualTo(delivery);
      assertThat(again.getFirst("X-Belfry-Original-Time")).isNotNull();
      assertThat(Ran.with("webhooks", "list", "--operations", at).out())
          .contains("No dead letters.");
      socket.abort();
    }
  }

  @Test
  @Tag("HOOK-095")
  void givenATestThroughTheServer_itSendsTheEventAndTellsTheOutcome() throws Exception {
    try (BelfryServer server = server()) {
      String at = "http://127.0.0.1:" + server.operationsAddress().orElseThrow().getPort();

      Ran refused = Ran.with("webhooks", "test", "--app-id", "1", "--operations", at);
      status.set(204);
      Ran taken = Ran.with("webhooks", "test", "--app-id", "1", "--operations", at, "--json");

      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(1);
      assertThat(refused.out()).containsPattern("127\\.0\\.0\\.1\\S* +gone +410");
      assertThat(taken.exitCode()).as(taken.err()).isZero();
      assertThat(taken.out()).contains("\"outcome\":\"delivered\",\"status\":204");
      assertThat(next().getFirst("X-Pusher-Key")).isEqualTo("app-key");
      assertThat(Ran.with("webhooks", "test", "--app-id", "2", "--operations", at).exitCode())
          .isEqualTo(2);
    }
  }

  // Together they are more than a store gives at once.
  private void keepLargeLetters(int letters) throws IOException {
    Target target = new Target("1", "gone.example.com-00000000");
    byte[] event =
        ("{\"name\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.US_ASCII);
    List<NewEvent> added = new ArrayList<>();
    List<GivenUp> givenUp = new ArrayList<>();
    for (int number = 1; number <= letters; number++) {
      added.add(new NewEvent(number, 0, new UUID(0, number), target, "room", 1_000, event));
      givenUp.add(new GivenUp(number, 1, "gone", Optional.of(GONE), 2_000));
    }
    try (OutboxStore store = new SqliteOutboxProvider().in(folder)) {
      store.open();
      store.commit(
          new Changes(
              added, Map.of(), List.of(), givenUp, List.of(), List.of(), List.of(), List.of()));
    }
  }

  @Test
  @Tag("HOOK-069")
  void givenMoreThanAStoreGivesAtOnce_allPagesAreShownAndReplayed() throws Exception {
    int letters = 20;
    keepLargeLetters(letters);
    try (BelfryServer server = server()) {
      String at = "http://127.0.0.1:" + server.operationsAddress().orElseThrow().getPort();
      int seen = 0;
      String next = "0";
      do {
        String page =
            Ran.with("webhooks", "list", "--json", "--after", next, "--operations", at).out();
        seen += page.split("\"delivery\":", -1).length - 1;
        next = page.replaceAll("(?s).*\"next\":(\\d+).*", "$1");
      } while (!next.equals("0"));

      assertThat(seen).isEqualTo(letters);
      assertThat(
              Ran.with("webhooks", "replay", "--all", "--json", "--operations", at).out().strip())
          .isEqualTo("{\"replayed\":0,\"skipped\":20}");
    }
  }
}
