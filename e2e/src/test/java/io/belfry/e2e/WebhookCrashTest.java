package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed again and again while clients come, go and talk, and while the receiver
 * of its webhooks is up and down.
 */
@Tag("THR-54")
@Tag("HOOK-072")
class WebhookCrashTest {
  private static final int LIVES = 5;
  private static final int CLIENTS = 4;
  private static final int SAID = 40;
  private static final int VISITS = 15;
  private static final int STAY = 2;
  private static final String PRESENCE = "presence-hall";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, data_dir: "%s", drain_seconds: 0, event_loops: 1}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
          webhooks:
            - url: %s
              event_types: [channel_occupied, channel_vacated, member_added, member_removed, client_event]
              vacated_delay_ms: 0
              member_removed_delay_ms: 0
              retry: {initial_ms: 20, max_ms: 100}
      """;

  @TempDir private Path folder = Path.of("");
  private final HookReceiver receiver = receiver();
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, List<String>> said = new LinkedHashMap<>();
  private final Set<String> visited = new TreeSet<>();
  private final Set<String> last = new TreeSet<>();

  private static HookReceiver receiver() {
    try {
      return new HookReceiver(HookClient.SECRET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void end() {
    receiver.close();
  }

  /** Up, down with a word, down without. */
  private int flapping(Told request) {
    return switch (asked.incrementAndGet() % 7) {
      case 0, 1, 4 -> 204;
      case 2, 5 -> 503;
      default -> 0;
    };
  }

  private ServeProcess start() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            CONFIG.formatted(folder.resolve("data"), receiver.url("/hooks")));
    return ServeProcess.start(ServeProcess.command(config));
  }

  private static int port(ServeProcess process) {
    String line = process.awaits("listens on");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static String room(int client) {
    return "private-room-" + client;
  }

  /** A client that stays on two channels through all lives. */
  private static HookClient connect(int port, int number) {
    return new HookClient(port).join(room(number)).join(PRESENCE, "user-" + number);
  }

  /** One life: all talk and visit, and at the end it is sure that all of it was kept. */
  private void live(int life) throws IOException {
    try (ServeProcess server = start()) {
      int port = port(server);
      List<HookClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(connect(port, i));
      }
      for (int n = 0; n < SAID; n++) {
        for (int i = 0; i < CLIENTS; i++) {
          talk(clients.get(i), life, i, n);
        }
      }
      clients.forEach(HookClient::settle);
      // What is tried was kept, and all that happened before it on this loop was kept with it.
      String end = "end-of-life-" + life;
      clients.getFirst().join(end);
      last.add(end);
      receiver.await(end, told -> isTold(told, end));
      server.kill();
    }
  }

  private void talk(HookClient client, int life, int number, int n) {
    String text = "life " + life + ", " + n;
    client.say(room(number), text);
    said.computeIfAbsent(room(number), room -> new ArrayList<>()).add(text);
    if (n < VISITS) {
      String place = "visit-" + life + "-" + number + "-" + n;
      client.join(place);
      client.leave(place);
      visited.add(place);
    }
  }

  private static boolean isTold(List<Told> told, String channel) {
    return told.stream()
        .flatMap(request -> request.events().stream())
        .anyMatch(event -> event.get("channel").getAsString().equals(channel));
  }

  @Test
  void givenAServerThatIsKilledFiveTimes_nothingIsLostAndNothingIsToldInTwoDeliveries()
      throws Exception {
    receiver.answers(this::flapping);
    for (int life = 0; life < LIVES; life++) {
      live(life);
    }
    receiver.answers(request -> 204);
    try (ServeProcess server = start()) {
      int port = port(server);
      List<HookClient> back = new ArrayList<>();
      for (int i = 0; i < STAY; i++) {
        back.add(connect(port, i));
      }
      int ends = CLIENTS - STAY + last.size();
      receiver.await(
          "the ends of what did not come back",
          told -> of(firstTaken(told), "channel_vacated").size() >= visited.size() + ends);
      back.getFirst().join("afterwards");
      receiver.await("afterwards", told -> isTold(told, "afterwards"));
    }
    judge(firstTaken(receiver.told()));
  }

  /** Each delivery that was taken, once, in the order in which they were taken first. */
  private static List<JsonObject> firstTaken(List<Told> told) {
    Set<String> deliveries = new HashSet<>();
    return told.stream()
        .filter(request -> request.isTaken() && deliveries.add(request.delivery()))
        .flatMap(request -> request.events().stream())
        .toList();
  }

  private void judge(List<JsonObject> events) {
    HookReceiver.areEachInOneDelivery(receiver.told());
    assertThat(events).hasSizeGreaterThan(1_000).doesNotHaveDuplicates();
    said.forEach(
        (room, texts) ->
            assertThat(
                    of(events, "client_event").stream()
                        .filter(event -> event.get("channel").getAsString().equals(room))
                        .map(event -> event.get("data").getAsString()))
                .as(room)
                .containsExactlyElementsOf(texts));
    Set<String> rooms = new TreeSet<>(said.keySet());
    rooms.add(PRESENCE);
    assertThat(channels(events, "channel_occupied"))
        .containsAll(visited)
        .containsAll(last)
        .containsAll(rooms)
        .hasSize(visited.size() + last.size() + rooms.size() + 1);
    Set<String> vacated = new TreeSet<>(visited);
    vacated.addAll(last);
    for (int i = STAY; i < CLIENTS; i++) {
      vacated.add(room(i));
    }
    assertThat(channels(events, "channel_vacated")).containsExactlyInAnyOrderElementsOf(vacated);
    assertThat(users(events, "member_added"))
        .containsExactlyInAnyOrder("user-0", "user-1", "user-2", "user-3");
    assertThat(users(events, "member_removed")).containsExactlyInAnyOrder("user-2", "user-3");
    occupiedComesFirst(events);
  }

  private void occupiedComesFirst(List<JsonObject> events) {
    List<String> order =
        events.stream()
            .filter(event -> event.get("name").getAsString().startsWith("channel_"))
            .map(
                event -> event.get("channel").getAsString() + " " + event.get("name").getAsString())
            .toList();
    for (String place : visited) {
      assertThat(order.indexOf(place + " channel_occupied"))
          .isLessThan(order.indexOf(place + " channel_vacated"));
    }
  }

  private static List<JsonObject> of(List<JsonObject> events, String name) {
    return events.stream().filter(event -> event.get("name").getAsString().equals(name)).toList();
  }

  private static List<String> channels(List<JsonObject> events, String name) {
    return of(events, name).stream().map(event -> event.get("channel").getAsString()).toList();
  }

  private static List<String> users(List<JsonObject> events, String name) {
    return of(events, name).stream().map(event -> event.get("user_id").getAsString()).toList();
  }
}
