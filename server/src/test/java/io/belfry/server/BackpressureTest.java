package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackpressureTest {
  private static final int EVENTS = 1_200;
  private static final String PAYLOAD = "x".repeat(10_000);

  @Test
  @Tag("WS-063")
  @Tag("THR-35")
  void givenAClientThatDoesNotRead_itIsClosedWithoutASkippedFrameAndOthersGetEverything() {
    try (TestServer server = TestServer.start("limits: {max_send_queue_bytes: 131072}")) {
      TestConnection stuck = server.connect();
      TestConnection reader = server.connect();
      for (TestConnection connection : new TestConnection[] {stuck, reader}) {
        connection.subscribe("news");
        assertThat(connection.next()).isEqualTo(succeeded("news"));
      }
      for (int i = 0; i < EVENTS; i++) {
        server.publish(
            "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + i + " " + PAYLOAD + "\"}");
        assertThat(reader.next()).contains("\"data\":\"" + i + " ");
      }
      int received = 0;
      Frame frame = stuck.client().nextFrame();
      while (frame.opcode() == Frame.TEXT && frame.text().startsWith("{\"event\":\"e\"")) {
        assertThat(frame.text()).contains("\"data\":\"" + received + " ");
        received++;
        frame = stuck.client().nextFrame();
      }
      assertThat(received).isLessThan(EVENTS);
      assertThat(frame.text()).isEqualTo(error(4100, "Over capacity"));
      assertThat(stuck.client().nextClose().closeCode()).isEqualTo(4100);
      reader.hasNothing();
    }
  }
}
