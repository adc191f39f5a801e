package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.testkit.RecordingClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node whose adapter says that the way to the others does not work. */
class CutOffTest {
  private static final String EVENT = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"1\"}";

  private final AtomicBoolean isLinked = new AtomicBoolean(true);

  private ClusterAdapter around(ClusterAdapter cluster) {
    return (ClusterAdapter)
        Proxy.newProxyInstance(
            CutOffTest.class.getClassLoader(),
            new Class<?>[] {ClusterAdapter.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("isLinked")) {
                return isLinked.get();
              }
              try {
                return method.invoke(cluster, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static int publishing(TestServer server) {
    return server.post("/apps/1/events", EVENT).statusCode();
  }

  private static String readiness(TestServer server) {
    try (RecordingClient asking = server.request("GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n", "")) {
      return asking.status() + " " + asking.readBody();
    }
  }

  @Test
  @Tag("WS-113")
  void givenANodeThatIsCutOff_itsConnectionsStayAndNewcomersAreSentElsewhereUntilItIsLinked() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withCluster(2, this::around)) {
      TestConnection before = server.connect();
      assertThat(readiness(server)).isEqualTo("200 ready");

      isLinked.set(false);
      assertThat(readiness(server)).isEqualTo("503 cut_off");
      try (RecordingClient newcomer = server.open("/app/app-key?protocol=7")) {
        assertThat(newcomer.next())
            .isEqualTo(error(4100, "Cut off from the cluster, come back in a second"));
        assertThat(newcomer.nextClose().closeCode()).isEqualTo(4100);
      }
      assertThat(log.next())
          .contains("app=1 reason=cut_off", "cut off from the cluster's engine")
          .doesNotContain("short of memory");
      before.hasNothing();
      assertThat(publishing(server)).isEqualTo(200);

      isLinked.set(true);
      assertThat(readiness(server)).isEqualTo("200 ready");
      server.connect().hasNothing();
    }
  }

  @Test
  @Tag("WS-113")
  void givenANodeThatWasNeverLinked_itIsStartingAndAdmitsNobodyUntilItIs() {
    isLinked.set(false);
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withCluster(2, this::around)) {
      assertThat(readiness(server)).isEqualTo("503 starting");
      try (RecordingClient newcomer = server.open("/app/app-key?protocol=7")) {
        assertThat(newcomer.next()).isEqualTo(error(4100, "Starting, come back in a second"));
      }
      assertThat(log.next()).contains("app=1 reason=starting", "reached the cluster's engine");

      isLinked.set(true);
      assertThat(readiness(server)).isEqualTo("200 ready");
      server.connect().hasNothing();
      isLinked.set(false);
      assertThat(readiness(server)).isEqualTo("503 cut_off");
    }
  }
}
