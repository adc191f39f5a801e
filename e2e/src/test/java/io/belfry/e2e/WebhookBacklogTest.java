package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with little memory, and an endpoint that is down while very much happens. */
@Tag("HOOK-070")
@Tag("THR-55")
class WebhookBacklogTest {
  private static final int ALL = 100_000;
  private static final int ROOMS = 4;
  private static final int AT_A_TIME = 2_000;
  private static final String LITTLE_MEMORY = "-Xmx64m";
  private static final String FILLER = " " + "x".repeat(100);
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, data_dir: "%s", drain_seconds: 0, event_loops: 1,
               operations: {port: 0}}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
          webhooks:
            - {url: "%s", event_types: [client_event, channel_occupied], batch: {enabled: true, size: 500}}
            - {url: "%s", event_types: [client_event, channel_occupied], batch: {enabled: true, size: 500},
               retry: {initial_ms: 100, max_ms: 1000}}
      """;

  @TempDir private Path folder = Path.of("");
  private final HookReceiver up = receiver();
  private final HookReceiver down = receiver();

  private static HookReceiver receiver() {
    try {
      return new HookReceiver(HookClient.SECRET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void end() {
    up.close();
    down.close();
  }

  private ServeProcess start() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            CONFIG.formatted(folder.resolve("data"), up.url("/up"), down.url("/down")));
    List<String> command = ServeProcess.command(config);
    command.addAll(1, List.of(LITTLE_MEMORY, "-XX:+ExitOnOutOfMemoryError"));
    return ServeProcess.start(command);
  }

  private static String room(int number) {
    return "private-room-" + number;
  }

  private static int port(ServeProcess server, String words) {
    return Integer.parseInt(server.awaits(words).replaceAll(".*\\D", ""));
  }

  /** The sum of a metric of both endpoints. */
  private static double metric(int operations, String name) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + operations + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /** Says all, as fast as the endpoint that is up hears of it. */
  private void sayAll(List<HookClient> clients) {
    for (int i = 0; i < ALL; i++) {
      int room = i % ROOMS;
      clients.get(room).say(room(room), i + FILLER);
      int behind = i - AT_A_TIME;
      if (i % AT_A_TIME == 0 && behind > 0) {
        up.await(behind + " events", told -> taken(told) >= behind);
      }
    }
  }

  private static int taken(List<Told> told) {
    return told.stream().filter(Told::isTaken).mapToInt(each -> each.events().size()).sum();
  }

  /** What was said in a room, each delivery once. */
  private static List<Integer> saidIn(String room, List<Told> told) {
    Set<String> deliveries = new HashSet<>();
    return told.stream()
        .filter(each -> each.isTaken() && deliveries.add(each.delivery()))
        .flatMap(each -> each.events().stream())
        .filter(event -> event.get("channel").getAsString().equals(room))
        .filter(event -> event.get("name").getAsString().equals("client_event"))
        .map(WebhookBacklogTest::number)
        .toList();
  }

  private static int number(JsonObject event) {
    String data = event.get("data").getAsString();
    return Integer.parseInt(data.substring(0, data.indexOf(' ')));
  }

  @Test
  void givenLittleMemoryAndAnEndpointThatIsDown_allThatHappensWaitsOnDiskAndArrivesInOrder()
      throws Exception {
    down.answers(request -> 503);
    try (ServeProcess server = start()) {
      int port = port(server, "listens on");
      int operations = port(server, "operations are at port");
      List<HookClient> clients =
          IntStream.range(0, ROOMS).mapToObj(i -> new HookClient(port).join(room(i))).toList();
      sayAll(clients);
      clients.forEach(HookClient::settle);
      up.await("all", told -> taken(told) >= ALL + ROOMS);
      assertThat(down.taken()).isEmpty();
      assertThat(metric(operations, "belfry_webhook_queue_events")).isGreaterThanOrEqualTo(ALL);

      down.answers(request -> 204);
      down.await("all", told -> taken(told) >= ALL + ROOMS);
      assertThat(metric(operations, "belfry_webhook_dead_letters_total")).isZero();
      assertThat(metric(operations, "belfry_webhook_dropped_events_total")).isZero();
      clients.forEach(HookClient::settle);
      clients.forEach(HookClient::close);
    }
    for (int i = 0; i < ROOMS; i++) {
      int room = i;
      List<Integer> all = IntStream.range(0, ALL).filter(n -> n % ROOMS == room).boxed().toList();
      assertThat(saidIn(room(room), up.told())).isEqualTo(all);
      assertThat(saidIn(room(room), down.told())).isEqualTo(all);
    }
  }
}
