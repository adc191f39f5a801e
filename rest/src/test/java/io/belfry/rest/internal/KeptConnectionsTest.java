package io.belfry.rest.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {
  @Test
  @Tag("HTTP-249")
  void givenAsManyCallsAsConnections_oneMoreWaitsNoLongerThanItsTime() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
      KeptConnections connections =
          new KeptConnections(
              URI.create("http://127.0.0.1:" + server.getLocalPort()), Duration.ofSeconds(5));
      Deadlines lasting = new Deadlines(Duration.ofSeconds(60), connections::closeIdle);
      Deadlines brief = new Deadlines(Duration.ofMillis(50), connections::closeIdle);
      List<Connection> taken = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        taken.add(connections.take(lasting.begin()));
      }

      assertThatThrownBy(() -> connections.take(brief.begin()))
          .isInstanceOf(AllConnectionsBusy.class);

      connections.giveBack(taken.get(0));
      assertThat(connections.take(lasting.begin())).isSameAs(taken.get(0));
      connections.drop(taken.get(1));
      assertThat(connections.take(lasting.begin())).isNotSameAs(taken.get(1));
      brief.close();
      lasting.close();
    }
  }
}
