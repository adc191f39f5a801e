package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that is down for long, beside one that is up. */
@Tag("THR-55")
class WebhookOutageTest {
  private static final int ROOMS = 3;
  private static final int MINUTES = 60;
  // As many events as fit into the body of one request.
  private static final int A_REQUEST = 8;
  private static final String DROPPED = "belfry_webhook_dropped_events_total";

  @TempDir private Path folder = Path.of("");
  private final HookReceiver down = receiver();
  private final HookReceiver up = receiver();

  private static HookReceiver receiver() {
    try {
      return new HookReceiver(HookClient.SECRET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void end() {
    down.close();
    up.close();
  }

  private static String endpoint(HookReceiver receiver, String further) {
    return "url: \"" + receiver.url("/hooks") + "\", event_types: [client_event]" + further;
  }

  private static List<String> texts(HookReceiver receiver) {
    return receiver.taken().stream().map(event -> event.get("data").getAsString()).toList();
  }

  private static List<String> inRoom(HookReceiver receiver, int room) {
    return receiver.taken().stream()
        .filter(event -> room(event).equals("private-room-" + room))
        .map(event -> event.get("data").getAsString())
        .toList();
  }

  private static String room(JsonObject event) {
    return event.get("channel").getAsString();
  }

  private static void awaitTaken(HookScene scene, HookReceiver receiver, long count) {
    receiver.await(
        count + " events",
        told -> told.stream().filter(Told::isTaken).count() >= count,
        () -> scene.pass(Duration.ofMillis(25)));
  }

  @Test
  @Tag("HOOK-064")
  @Tag("HOOK-053")
  void givenAnHourOfOutage_allIsDeliveredOrADeadLetterAndTheOtherEndpointNoticesNothing()
      throws IOException {
    down.answers(request -> request.attempt() % 2 == 0 ? 0 : 503);
    try (HookScene scene = new HookScene(folder, "", endpoint(down, ""), endpoint(up, ""));
        HookClient client = scene.connect()) {
      IntStream.range(0, ROOMS).forEach(room -> client.join("private-room-" + room));
      for (int minute = 0; minute < MINUTES; minute++) {
        for (int room = 0; room < ROOMS; room++) {
          client.say("private-room-" + room, "minute " + minute + " in " + room);
        }
        awaitTaken(scene, up, (minute + 1L) * ROOMS);
        for (int i = 0; i < 6; i++) {
          scene.pass(Duration.ofSeconds(10));
        }
      }
      down.answers(request -> 204);
      scene.passUntil("belfry_webhook_queue_events", "", 0);

      double dead = scene.metric("belfry_webhook_dead_letters_total", "");
      assertThat(texts(down)).doesNotHaveDuplicates();
      assertThat(texts(down).size() + dead).isEqualTo(MINUTES * ROOMS);
      assertThat(scene.metric("belfry_webhook_dead_letters_kept", "")).isEqualTo(dead);
      assertThat(scene.metric(DROPPED, "")).isZero();
      for (int room = 0; room < ROOMS; room++) {
        List<String> got = inRoom(down, room);
        assertThat(got).contains("minute 59 in " + room).doesNotContain("minute 50 in " + room);
        assertThat(got).isEqualTo(lastOf(room, got.size()));
        assertThat(inRoom(up, room)).isEqualTo(lastOf(room, MINUTES));
      }
    }
  }

  private static List<String> lastOf(int room, int count) {
    return IntStream.range(MINUTES - count, MINUTES)
        .mapToObj(minute -> "minute " + minute + " in " + room)
        .toList();
  }

  @Test
  @Tag("HOOK-070")
  void givenMoreThanTheOutboxMayHold_theOldestAreDroppedAndCountedAndTheRestArrives()
      throws IOException {
    int all = 400;
    down.answers(request -> 503);
    try (HookScene scene =
            new HookScene(
                folder,
                "max_outbox_bytes: 1048576",
                endpoint(down, ", max_body_bytes: 65536, queue: {max_bytes: 65536}"),
                endpoint(up, ""));
        HookClient client = scene.connect()) {
      client.join("private-room-0");
      List<String> said = new ArrayList<>();
      for (int i = 0; i < all; i++) {
        said.add(i + ":" + "x".repeat(8_000));
        client.say("private-room-0", said.getLast());
        if (said.size() % 20 == 0) {
          awaitTaken(scene, up, said.size());
        }
      }
      down.answers(request -> 204);
      scene.passUntil("belfry_webhook_queue_events", "", 0);

      int dropped = (int) scene.metric(DROPPED, "");
      assertThat(dropped).isBetween(all / 2, all - 20);
      assertThat(texts(up)).isEqualTo(said);
      // What was under way when its turn to be dropped came arrives all the same.
      List<String> got = texts(down);
      assertThat(got).doesNotHaveDuplicates().isSubsetOf(said);
      assertThat(got.stream().map(said::indexOf).toList()).isSorted();
      assertThat(got.size() + dropped).isBetween(all, all + A_REQUEST);
      int kept = got.size() - A_REQUEST;
      assertThat(got).endsWith(said.subList(all - kept, all).toArray(String[]::new));
    }
  }
}
