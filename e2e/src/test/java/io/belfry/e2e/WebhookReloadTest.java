package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand clients that reload their page. */
@Tag("HOOK-042")
class WebhookReloadTest {
  private static final int CLIENTS = 1_000;
  private static final String HALL = "presence-hall";
  private static final String TYPES =
      ", event_types: [channel_occupied, channel_vacated, member_added, member_removed]";

  @TempDir private Path folder = Path.of("");

  private static List<HookClient> come(HookScene scene) {
    List<HookClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(scene.connect().join("page-" + i).join(HALL, "user-" + i));
    }
    return clients;
  }

  private static void awaitEvents(HookScene scene, HookReceiver receiver, int count) {
    receiver.await(
        count + " events",
        told ->
            told.stream().filter(Told::isTaken).mapToInt(each -> each.events().size()).sum()
                >= count,
        () -> scene.pass(Duration.ofMillis(25)));
  }

  @Test
  void givenAThousandWhoCloseAndComeBack_noPairOfEventsIsTold() throws IOException {
    try (HookReceiver receiver = new HookReceiver(HookClient.SECRET);
        HookScene scene =
            new HookScene(
                folder,
                "",
                "url: \"" + receiver.url("/hooks") + "\", batch: {enabled: true}" + TYPES)) {
      List<HookClient> clients = come(scene);
      awaitEvents(scene, receiver, 2 * CLIENTS + 1);

      clients.forEach(HookClient::close);
      clients = come(scene);
      scene.pass(Duration.ofSeconds(30));
      try (HookClient other = scene.connect().join("afterwards")) {
        other.settle();
        awaitEvents(scene, receiver, 2 * CLIENTS + 2);
      }
      List<JsonObject> events = receiver.taken();
      assertThat(events).hasSize(2 * CLIENTS + 2).doesNotHaveDuplicates();
      assertThat(events.getLast().get("channel").getAsString()).isEqualTo("afterwards");
      assertThat(
              new HashSet<>(events.stream().map(each -> each.get("name").getAsString()).toList()))
          .containsExactlyInAnyOrder("channel_occupied", "member_added");

      clients.forEach(HookClient::close);
      scene.passUntil("belfry_connections{", "", 0);
      scene.pass(Duration.ofSeconds(4));
      awaitEvents(scene, receiver, 4 * CLIENTS + 4);
      assertThat(receiver.taken()).hasSize(4 * CLIENTS + 4).doesNotHaveDuplicates();
    }
  }
}
