package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes the place of another, and its outbox. */
@Tag("WS-114")
@Tag("HOOK-048")
class WebhookTakeOverTest {
  private static final int SAID = 50;
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: %d, data_dir: "%s"}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
          webhooks:
            - url: %s
              event_types: [channel_occupied, channel_vacated, client_event]
              vacated_delay_ms: 0
              retry: {initial_ms: 50, max_ms: 200}
      """;

  @TempDir private Path folder = Path.of("");

  private Path config(int port, HookReceiver receiver) throws IOException {
    return Files.writeString(
        folder.resolve("belfry.yaml"),
        CONFIG.formatted(port, folder.resolve("data"), receiver.url("/hooks")));
  }

  private static boolean isTaken(List<Told> told, String name, String channel) {
    return events(told, name).stream()
        .anyMatch(event -> event.get("channel").getAsString().equals(channel));
  }

  /** Events of the deliveries that were taken, each delivery once. */
  private static List<JsonObject> events(List<Told> told, String name) {
    Set<String> deliveries = new HashSet<>();
    return told.stream()
        .filter(each -> each.isTaken() && deliveries.add(each.delivery()))
        .flatMap(each -> each.events().stream())
        .filter(event -> event.get("name").getAsString().equals(name))
        .toList();
  }

  private static List<String> channels(List<Told> told, String name) {
    return events(told, name).stream().map(each -> each.get("channel").getAsString()).toList();
  }

  @Test
  void givenASuccessor_nothingIsLostAndWhoMovesOverIsToldNeitherGoneNorThereAgain()
      throws Exception {
    try (HookReceiver receiver = new HookReceiver(HookClient.SECRET);
        ServeProcess old = ServeProcess.start(ServeProcess.command(config(0, receiver)))) {
      String line = old.awaits("listens on");
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      HookClient moves = new HookClient(port).join("private-moves");
      HookClient goes = new HookClient(port).join("private-goes");
      receiver.await("both", told -> isTaken(told, "channel_occupied", "private-goes"));
      receiver.answers(request -> 503);
      for (int i = 0; i < SAID; i++) {
        moves.say("private-moves", "said " + i);
      }
      moves.settle();
      try (ServeProcess successor = ServeProcess.start(config(port, receiver), "--take-over")) {
        old.terminate();
        assertThat(moves.endCode()).isEqualTo(4200);
        assertThat(goes.endCode()).isEqualTo(4200);
        receiver.answers(request -> 204);
        try (HookClient moved = new HookClient(port).join("private-moves").join("new-here")) {
          assertThat(old.ended()).isZero();
          receiver.await("the end", told -> isTaken(told, "channel_vacated", "private-goes"));
          moved.say("private-moves", "said " + SAID);
          List<Told> told =
              receiver.await("the last", all -> events(all, "client_event").size() > SAID);
          HookReceiver.areEachInOneDelivery(told);
          for (int i = 0; i <= SAID; i++) {
            assertThat(events(told, "client_event").get(i).get("data").getAsString())
                .isEqualTo("said " + i);
          }
          assertThat(channels(told, "channel_occupied"))
              .containsExactlyInAnyOrder("private-moves", "private-goes", "new-here");
          assertThat(channels(told, "channel_vacated")).containsExactly("private-goes");
        }
        successor.terminate();
      }
    }
  }
}
