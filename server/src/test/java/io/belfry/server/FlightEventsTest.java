package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.ManualClock;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the Java Flight Recorder has of a server. */
class FlightEventsTest {
  private static final List<String> EVENTS =
      List.of(
          "belfry.ConnectionOpened",
          "belfry.ConnectionClosed",
          "belfry.SignIn",
          "belfry.Publish",
          "belfry.WebhookDelivery");
  // A port of no service, which nobody may listen on.
  private static final String WEBHOOKS =
      "webhooks: [{url: \"http://127.0.0.1:1/secret-path\", event_types: [channel_occupied]}]";

  @TempDir Path folder;

  @Test
  @Tag("THR-47")
  void givenARecording_itHasWhatHappensAndNothingThatAStrangerChose() throws Exception {
    Path file = folder.resolve("belfry.jfr");
    try (Recording recording = new Recording()) {
      EVENTS.forEach(event -> recording.enable(event).withoutThreshold());
      recording.start();
      try (TestServer server =
          TestServer.with(new ManualClock(), Api.config(Api.yaml("", "", WEBHOOKS)), parts -> {})) {
        TestConnection connection = server.signedIn("some-user");
        connection.signin("app-key:00", "{\"id\":\"other-user\"}");
        assertThat(connection.next()).contains("4009");
        connection.subscribe("some-channel");
        assertThat(connection.next()).contains("succeeded");
        server.publish(
            "{\"name\":\"e\",\"channels\":[\"some-channel\",\"b\"],\"data\":\"payload\"}");
        assertThat(connection.next()).contains("payload");
        Api api = new Api(server);
        server.await(
            "the webhook was tried",
            () -> {
              server.clock().advance(java.time.Duration.ofMillis(50));
              return api.page("/metrics").body().contains("outcome=\"connect_failed\"} 1.0");
            });
        server.post("/apps/1/users/some-user/terminate_connections", "");
        assertThat(connection.next()).contains("4009");
        server.awaitConnections(0);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> EVENTS.contains(event.getEventType().getName()))
            .toList();
    assertThat(events.stream().map(event -> event.getEventType().getName()).distinct())
        .containsExactlyInAnyOrderElementsOf(EVENTS);
    assertThat(events).allSatisfy(event -> assertThat(event.getString("app")).isEqualTo("1"));
    assertThat(of(events, "belfry.SignIn", "outcome", "reason"))
        .containsExactly("accepted signed_in", "refused signature_wrong");
    assertThat(of(events, "belfry.ConnectionClosed", "side", "code"))
        .containsExactly("server 4009");
    assertThat(of(events, "belfry.Publish", "publications", "characters")).containsExactly("2 7");
    assertThat(of(events, "belfry.WebhookDelivery", "attempt", "outcome"))
        .contains("1 connect_failed");
    assertThat(events.stream().map(Object::toString).collect(Collectors.joining()))
        .doesNotContain(
            "some-user", "other-user", "some-channel", "payload", "secret-path", "app-key");
  }

  private static List<String> of(List<RecordedEvent> events, String name, String... fields) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .map(
            event ->
                java.util.Arrays.stream(fields)
                    .map(field -> event.<Object>getValue(field).toString())
                    .collect(Collectors.joining(" ")))
        .toList();
  }
}
