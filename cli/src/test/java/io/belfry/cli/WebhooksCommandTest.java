package io.belfry.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cli.ops.OperationsPort;
import io.belfry.cli.ops.OperationsPort.NotDone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksCommandTest {
  private static final String ID = "00000000-0000-0000-0000-000000000001";
  private static final String HEAD =
      "\"delivery\":\"%s\",\"number\":7,\"app\":\"1\",\"endpoint\":\"a.example.com-1\",\"cause\":\"server_error\",\"status\":500,\"attempts\":9,\"given_up_ms\":301000,\"raised_ms\":1000,\"events\":1"
          .formatted(ID);
  private static final String QUEUES =
      "{\"store\":\"keeping\",\"store_bytes\":4096,\"last_number\":42,\"queues\":[{\"app\":\"1\",\"endpoint\":\"a.example.com-1\",\"state\":\"failing\",\"events\":3,\"bytes\":300,\"oldest_ms\":5000,\"under_way\":1,\"attempts\":4,\"last_outcome\":\"timed_out\",\"dead_letters\":2}]}";
  private static final String PAGE = "{\"dead_letters\":[{" + HEAD + "}],\"next\":7}";

  @TempDir private Path folder = Path.of("");

  private static Ran webhooks(FakeOperations port, String line) {
    return Ran.with(("webhooks " + line + " --operations " + port.url()).split(" "));
  }

  @Test
  @Tag("HOOK-069")
  void givenList_queuesAndDeadLettersAreInAlignedTables() throws IOException {
    Map<String, String> answers =
        Map.of("GET /webhooks?app=1", QUEUES, "GET /dead-letters?app=1&after=3", PAGE);
    try (FakeOperations port = new FakeOperations(answers)) {
      Ran ran = webhooks(port, "list --app-id 1 --after 3");

      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out())
          .contains("store: keeping")
          .containsPattern("(?m)^APP +ENDPOINT +STATE +EVENTS +OLDEST +UNDER WAY +LAST +DEAD$")
          .containsPattern(
              "(?m)^1 +a.example.com-1 +failing +3 +1970-01-01T00:00:05Z +1 +timed_out +2$")
          .containsPattern("(?m)^" + ID + " +1 +a.example.com-1 +server_error 500 +9 +1 +1970")
          .contains("More: --after 7");
      assertThat(webhooks(port, "list --app-id 1 --after 3 --json").out().strip())
          .isEqualTo("{\"webhooks\":" + QUEUES + ",\"page\":" + PAGE + "}");
    }
  }

  @Test
  @Tag("HOOK-069")
  void givenShow_theEventsStandBelowTheHead() throws IOException {
    String whole =
        "{"
            + HEAD
            + ",\"body\":[{\"raised_ms\":1000,\"event\":{\"name\":\"cache_miss\",\"channel\":\"c\"}}]}";
    try (FakeOperations port = new FakeOperations(Map.of("GET /dead-letters/" + ID, whole))) {
      Ran ran = webhooks(port, "show " + ID);

      assertThat(ran.out())
          .containsPattern("(?m)^cause +server_error 500$")
          .contains("{\"name\": \"cache_miss\", \"channel\": \"c\"}");
      assertThat(webhooks(port, "show " + ID + " --json").out().strip()).isEqualTo(whole);
    }
  }

  @Test
  @Tag("HOOK-069")
  void givenReplayAndDrop_eachIsAskedFor() throws IOException {
    Map<String, String> answers =
        Map.of(
            "POST /dead-letters/" + ID + "/replay",
            "{}",
            "DELETE /dead-letters/" + ID,
            "{}",
            "GET /webhooks?limit=1",
            QUEUES,
            "POST /dead-letters/replay?endpoint=a&after=0&until=42",
            "{\"replayed\":100,\"skipped\":0,\"next\":100}",
            "POST /dead-letters/replay?endpoint=a&after=100&until=42",
            "{\"replayed\":5,\"skipped\":1,\"next\":0}");
    try (FakeOperations port = new FakeOperations(answers)) {
      assertThat(webhooks(port, "replay " + ID).out()).contains("Queued again.");
      assertThat(webhooks(port, "drop " + ID).out()).contains("Dropped.");
      assertThat(webhooks(port, "replay --all --endpoint a").out())
          .contains("105 queued again. 1 left: their endpoint is configured no more.");
      assertThat(webhooks(port, "replay --all --endpoint a --json").out())
          .contains("{\"replayed\":105,\"skipped\":1}");
      assertThat(webhooks(port, "replay").exitCode()).isEqualTo(2);
      assertThat(webhooks(port, "replay " + ID + " --all").exitCode()).isEqualTo(2);
    }
  }

  @Test
  @Tag("HOOK-069")
  void givenMoreQueuesThanAPage_allAreListed() throws IOException {
    String last = QUEUES.substring(0, QUEUES.length() - 1) + ",\"next\":\"\"}";
    Map<String, String> answers =
        Map.of(
            "GET /webhooks",
            last.replace("\"next\":\"\"", "\"next\":\"1/a\""),
            "GET /webhooks?after=1%2Fa",
            last.replace("a.example.com", "b.example.com"),
            "GET /dead-letters",
            PAGE);
    try (FakeOperations port = new FakeOperations(answers)) {
      assertThat(webhooks(port, "list").out())
          .containsPattern("(?m)^1 +a.example.com-1 ")
          .containsPattern("(?m)^1 +b.example.com-1 ");
      assertThat(webhooks(port, "list --json").out())
          .contains("\"b.example.com-1\"", "\"last_number\": 42")
          .hasLineCount(1);
    }
  }

  @Test
  void givenAFaultyConfiguration_itsProblemIsTold() throws IOException {
    Path config = Files.writeString(folder.resolve("belfry.yaml"), "sever: {port: 1}\n");

    Ran ran = Ran.with("webhooks", "list", "--config", config.toString());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("sever").doesNotContain("--operations");
  }

  @Test
  void givenAnUnknownDelivery_theServersSentenceIsSaid() throws IOException {
    try (FakeOperations port = new FakeOperations(Map.of())) {
      Ran ran = webhooks(port, "drop ../metrics");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err())
          .isEqualTo(
              "belfry: There is no dead letter with this delivery id." + System.lineSeparator());
      assertThat(port.asked()).containsExactly("DELETE /dead-letters/..%2Fmetrics");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "[]", "{\"error\":7}", "{", ""})
  void givenAnAnswerOfSomethingElse_itIsSaidInOneSentence(String answer) throws IOException {
    try (FakeOperations port = new FakeOperations(Map.of("GET /webhooks", answer))) {
      Ran ran = webhooks(port, "list");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).hasLineCount(1);
    }
  }

  @Test
  void givenNoServer_theSentenceSaysWhereItWasLookedFor() throws IOException {
    FakeOperations port = new FakeOperations(Map.of());
    port.close();
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            "server: {operations: {port: "
                + port.url().replaceAll(".*:", "")
                + "}}\napps: [{id: \"1\", keys: [{key: k, secret: 0123456789abcdef}]}]\n");

    Ran ran = Ran.with("webhooks", "list", "--config", config.toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("There is no answer from " + port.url()).hasLineCount(1);
    assertThat(Ran.with("webhooks", "list").exitCode()).isEqualTo(2);
    assertThat(Ran.with("webhooks", "list", "--operations", "ftp://x").exitCode()).isEqualTo(2);
  }

  @Test
  @Tag("THR-47")
  void givenWordsThatSteerATerminal_theyAreShownAsTheyAre() throws IOException {
    Map<String, String> answers =
        Map.of(
            "GET /dead-letters/" + ID,
            "{\"delivery\":\"a\\u001b[2Jb\",\"cause\":\"c\\u0007\"}",
            "DELETE /dead-letters/" + ID,
            "{\"error\":\"no\\u001b[2J\"}");
    try (FakeOperations port = new FakeOperations(answers)) {
      assertThat(webhooks(port, "show " + ID).out())
          .contains("a\\u001b[2Jb", "c\\u0007")
          .doesNotContain("\u001b", "\u0007");
      assertThat(webhooks(port, "show gone\u001b[2J").err()).doesNotContain("\u001b");
    }
  }

  @Test
  void givenAnAnswerWhoseBodyNeverComes_theCommandSaysSoAndEnds() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OperationsPort port =
            new OperationsPort(URI.create("http://127.0.0.1:" + server.getLocalPort()))) {
      CompletableFuture<Socket> silent =
          CompletableFuture.supplyAsync(
              () -> begin(server), task -> Thread.ofVirtual().start(task));

      assertThatThrownBy(() -> port.ask("GET", "/webhooks", Duration.ofMillis(300)))
          .isInstanceOf(NotDone.class)
          .hasMessageContaining("has not answered within");
      silent.join().close();
    }
  }

  private static Socket begin(ServerSocket server) {
    try {
      Socket socket = server.accept();
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".getBytes(US_ASCII));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
