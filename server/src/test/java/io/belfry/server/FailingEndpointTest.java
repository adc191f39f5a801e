package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.testkit.RecordingClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of the API that end in an error of the virtual machine, and not in an exception. */
class FailingEndpointTest {
  private static final String PATH = "/apps/1/channels";

  /** A way to fail. */
  interface Failure {
    CompletionStage<?> now();
  }

  /** A server whose questions to the cluster fail so. */
  private static TestServer failing(Failure failure) {
    return TestServer.withCluster(1, cluster -> failing(cluster, failure));
  }

  private static ClusterAdapter failing(ClusterAdapter cluster, Failure failure) {
    return (ClusterAdapter)
        Proxy.newProxyInstance(
            FailingEndpointTest.class.getClassLoader(),
            new Class<?>[] {ClusterAdapter.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("ask")) {
                return failure.now();
              }
              try {
                return method.invoke(cluster, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void ask(RecordingClient caller, TestServer server) {
    String head = "GET %s?%s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(PATH, query(server));
    caller.sendBytes(head.getBytes(StandardCharsets.UTF_8));
    caller.readHead();
  }

  private static String query(TestServer server) {
    return new Api(server).query("GET", PATH, "");
  }

  static Stream<Failure> mild() {
    return Stream.of(
        () -> {
          throw new AssertionError("a sentence for the log");
        },
        () -> {
          throw new StackOverflowError();
        },
        () -> {
          throw new NoClassDefFoundError("io/belfry/Missing");
        },
        () -> CompletableFuture.failedStage(new AssertionError("later")));
  }

  @ParameterizedTest
  @MethodSource("mild")
  @Tag("HTTP-182")
  void givenAnEndpointThatEndsInAnError_itIsAnsweredAndLoggedAndTheConnectionStays(Failure way) {
    try (LogTap log = LogTap.on("io.belfry.server.api.ApiAnswers", Level.ERROR);
        TestServer server = failing(way);
        RecordingClient caller = RecordingClient.open(server.port())) {
      for (int i = 0; i < 2; i++) {
        ask(caller, server);
        assertThat(caller.status()).isEqualTo(500);
        assertThat(caller.readBody())
            .doesNotContain("a sentence for the log")
            .endsWith("\"code\":500,\"reason\":\"internal_error\"}");
        assertThat(log.next()).contains("request=" + caller.header("X-Request-Id"));
      }
      assertThat(server.server().broken().toCompletableFuture()).isNotDone();
    }
  }

  static Stream<Failure> fatal() {
    return Stream.of(
        () -> {
          throw new OutOfMemoryError("Java heap space");
        },
        () -> CompletableFuture.failedStage(new OutOfMemoryError("Java heap space")));
  }

  @ParameterizedTest
  @MethodSource("fatal")
  @Tag("THR-64")
  void givenAnEndpointThatRunsOutOfMemory_theServerIsBroken(Failure way) throws Exception {
    try (TestServer server = failing(way);
        RecordingClient caller = RecordingClient.open(server.port())) {
      ask(caller, server);
      assertThat(server.server().broken().toCompletableFuture().get(10, TimeUnit.SECONDS))
          .contains("Java heap space");
    }
  }
}
