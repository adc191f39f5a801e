package io.belfry.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.node.ListenFrom.Inherited;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketActivationTest {
  private static final long PID = 77;

  @Test
  @Tag("WS-115")
  void givenSocketsForThisProcess_theyAreThereWithTheirNames() {
    Map<String, String> environment =
        Map.of("LISTEN_PID", "77", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "server:api");
    assertThat(SocketActivation.read(environment, PID))
        .isEqualTo(
            List.of(new Inherited(3, "server"), new Inherited(4, "api"), new Inherited(5, "")));
  }

  @ParameterizedTest
  @Tag("WS-115")
  @CsvSource({"78, 1", "77, 0", "77, -1", "77, x", "x, 1", "'', 1", "77, ''", "7 7, 1"})
  void givenSocketsForAnotherOrNone_thereAreNone(String pid, String count) {
    Map<String, String> environment = Map.of("LISTEN_PID", pid, "LISTEN_FDS", count);
    assertThat(SocketActivation.read(environment, PID)).isEmpty();
  }

  @Test
  @Tag("WS-115")
  void givenNoVariables_thereAreNone() {
    assertThat(SocketActivation.read(Map.of(), PID)).isEmpty();
    assertThat(SocketActivation.read(Map.of("LISTEN_FDS", "1"), PID)).isEmpty();
    assertThat(SocketActivation.read(Map.of("LISTEN_PID", "77"), PID)).isEmpty();
  }

  @Test
  @Tag("WS-115")
  void givenAbsurdlyManySockets_someAreTaken() {
    Map<String, String> environment =
        Map.of("LISTEN_PID", "77", "LISTEN_FDS", "9223372036854775807");
    assertThat(SocketActivation.read(environment, PID)).hasSize(16);
  }
}
