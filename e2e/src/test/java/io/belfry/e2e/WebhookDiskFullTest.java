package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose files may not grow, until they may again: the same to it as a disk that is full.
 */
@Tag("THR-56")
class WebhookDiskFullTest {
  private static final int BYTES = 600 * 1024;
  private static final int SAID = 150;
  private static final int ATTEMPTS = 20;
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, data_dir: "%s", drain_seconds: 0}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
          webhooks:
            - {url: %s, event_types: [client_event], retry: {initial_ms: 50, max_ms: 200}}
      """;

  @TempDir private Path folder = Path.of("");

  private List<String> command(HookReceiver receiver) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            CONFIG.formatted(folder.resolve("data"), receiver.url("/hooks")));
    return ServeProcess.command(config);
  }

  private static void say(HookClient client, String about, List<String> said) {
    for (int i = 0; i < SAID; i++) {
      said.add(about + " " + i + " " + "x".repeat(8_000));
      client.say("private-room", said.getLast());
    }
    client.settle();
  }

  private static List<String> taken(List<Told> told) {
    Set<String> deliveries = new HashSet<>();
    return told.stream()
        .filter(each -> each.isTaken() && deliveries.add(each.delivery()))
        .map(each -> each.events().getFirst().get("data").getAsString())
        .toList();
  }

  private static long attempts(List<Told> told, String about) {
    return told.stream()
        .filter(each -> each.events().getFirst().get("data").getAsString().startsWith(about))
        .count();
  }

  @Test
  void givenAFullDisk_itIsSaidDeliveriesGoOnAndKeepingGoesOnWhenThereIsRoom() throws Exception {
    List<String> said = new ArrayList<>();
    try (HookReceiver receiver = new HookReceiver(HookClient.SECRET);
        ServeProcess server = ServeProcess.startWithLog(command(receiver))) {
      receiver.answers(request -> 503);
      String line = server.awaits("listens on");
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      try (HookClient client = new HookClient(port).join("private-room")) {
        server.boundFiles(Integer.toString(BYTES));
        say(client, "while it fills", said);
        server.awaits("cannot be kept on disk");
        receiver.answers(request -> 204);
        receiver.await("all, from memory", told -> taken(told).size() >= said.size());
        assertThat(taken(receiver.told())).isEqualTo(said);

        server.boundFiles("unlimited");
        server.awaits("is kept on disk again");
        receiver.answers(request -> 503);
        say(client, "afterwards", said);
        // A commit is tried each second, and each attempt is a fifth of one: it was tried by then.
        receiver.await("many attempts", told -> attempts(told, "afterwards 0 ") >= ATTEMPTS);
      }
      server.kill();
      receiver.answers(request -> 204);
      try (ServeProcess next = ServeProcess.start(command(receiver))) {
        receiver.await("what was kept", told -> taken(told).size() > SAID);
        next.terminate();
      }
    }
  }
}
