package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches a socket that does not always take what it is given. */
@Tag("nodes")
class DeliveryTest {
  private static final String LARGE = "x".repeat(9_000);
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, transport: %s, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  @Tag("WS-063")
  @Tag("THR-35")
  void givenAClientThatReadsLate_itGetsEveryEventOnceAndInOrder(String transport) {
    Transports.need(transport);
    try (TestServer server = TestServer.withConfig(CONFIG.formatted(transport))) {
      TestConnection late = server.connect();
      late.subscribe("news");
      assertThat(late.next()).isEqualTo(succeeded("news"));
      int published = 0;
      for (int round = 0; round < 3; round++) {
        int first = published;
        for (int i = 0; i < 8; i++) {
          published += publishBatch(server, published, LARGE);
        }
        // Small ones come behind what the socket has not taken.
        published += publishBatch(server, published, "");
        expectEvents(late, first, published);
        // The socket is empty again.
        int behind = published;
        published += publishBatch(server, published, "");
        expectEvents(late, behind, published);
      }
      late.hasNothing();
    }
  }

  @Test
  @Tag("WS-063")
  void givenAnEventLargerThanTheSocketTakes_itArrivesWholeBetweenItsNeighbours() {
    try (TestServer server = TestServer.start("limits: {max_event_payload_bytes: 900000}")) {
      TestConnection late = server.connect();
      late.subscribe("news");
      assertThat(late.next()).isEqualTo(succeeded("news"));
      publishBatch(server, 0, "");
      String huge = "y".repeat(800_000);
      server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"10 " + huge + "\"}");
      publishBatch(server, 11, "");
      expectEvents(late, 0, 21);
      late.hasNothing();
    }
  }

  @Test
  @Tag("WS-063")
  void givenABurstThatFillsTheQueueOfAFastReader_nothingStaysBehindInIt() {
    try (TestServer server =
        TestServer.startWithLoops(1, "limits: {max_send_queue_bytes: 50000}")) {
      TestConnection reader = server.connect();
      reader.subscribe("news");
      assertThat(reader.next()).isEqualTo(succeeded("news"));
      for (int count = 4, first = 0; count <= 10; first += count, count++) {
        publishBatch(server, first, count, LARGE);
        expectEvents(reader, first, first + count);
      }
      reader.hasNothing();
    }
  }

  private static int publishBatch(TestServer server, int first, String payload) {
    return publishBatch(server, first, 10, payload);
  }

  private static int publishBatch(TestServer server, int first, int count, String payload) {
    String batch =
        IntStream.range(first, first + count)
            .mapToObj(
                i -> "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + i + " " + payload + "\"}")
            .collect(Collectors.joining(",", "{\"batch\":[", "]}"));
    assertThat(server.post("/apps/1/batch_events", batch).statusCode()).isEqualTo(200);
    return count;
  }

  private static void expectEvents(TestConnection connection, int first, int end) {
    for (int i = first; i < end; i++) {
      Frame frame = connection.client().nextFrame();
      assertThat(frame.text())
          .startsWith("{\"event\":\"e\",\"channel\":\"news\",\"data\":\"" + i + " ");
    }
  }
}
