package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeCommandTest {
  private static final String APP =
      """
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
      """;
  private static final String GOOD = "server: {host: 127.0.0.1, port: 0, drain_seconds: 0}\n" + APP;

  @TempDir private Path folder = Path.of("");

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("belfry.yaml"), yaml).toString();
  }

  @Test
  void givenAGoodFile_itIsReadyWhenItSaysSo() throws Exception {
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(GOOD))) {
      String line = belfry.line();

      assertThat(line)
          .contains("INFO  Serve Belfry ")
          .containsPattern("http://127\\.0\\.0\\.1:\\d+$");
      URI ready = URI.create(line.substring(line.indexOf("http://")) + "/readyz");
      assertThat(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void givenASignalRightAfterTheLine_itEndsWithZeroAndSaysNothing(String signal) throws Exception {
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(GOOD))) {
      belfry.line();
      belfry.signal(signal);

      assertThat(belfry.exitCode()).isZero();
      assertThat(belfry.errors()).doesNotContain("Exception", "ERROR", "\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void givenAParentThatIgnoresSignals_theyEndItAllTheSame(String signal) throws Exception {
    try (BelfryProcess belfry =
        BelfryProcess.startAfter("trap '' INT TERM QUIT", "serve", "--config", file(GOOD))) {
      belfry.line();
      belfry.signal(signal);

      assertThat(belfry.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @Tag("WS-113")
  @CsvSource({"TERM,143", "INT,130"})
  void givenASecondSignal_itEndsAtOnce(String signal, int exitCode) throws Exception {
    String slow = GOOD.replace("drain_seconds: 0", "drain_seconds: 3600");
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(slow))) {
      String line = belfry.line();
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      try (RecordingClient client = RecordingClient.connect(port, "/app/app-key")) {
        assertThat(client.next()).contains("connection_established");
        belfry.signal("TERM");
        while (isReady(port)) {
          // It goes down with the signal, which is on its way.
          assertThat(belfry.isAlive()).isTrue();
        }
        belfry.signal(signal);
        assertThat(belfry.exitCode()).isEqualTo(exitCode);
      }
    }
  }

  private static boolean isReady(int port) {
    try (RecordingClient asks = RecordingClient.open(port)) {
      asks.sendBytes(
          "GET /readyz HTTP/1.1\r\nHost: belfry\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      asks.readHead();
      return asks.status() == 200;
    }
  }

  @Test
  @Tag("WS-114")
  void givenAServerThatRuns_anotherTakesItsPlaceOnlyWhenToldTo() throws Exception {
    try (BelfryProcess old = BelfryProcess.start("serve", "--config", file(GOOD))) {
      String line = old.line();
      String port = "server.port=" + line.substring(line.lastIndexOf(':') + 1);
      Ran plain = Ran.with("serve", "--config", file(GOOD), "--set", port);
      assertThat(plain.exitCode()).isEqualTo(1);
      assertThat(plain.err()).contains("Address already in use. Stop what listens there");
      try (BelfryProcess successor =
          BelfryProcess.start("serve", "--config", file(GOOD), "--set", port, "--take-over")) {
        assertThat(successor.line()).endsWith(line.substring(line.indexOf("listens on")));
        old.signal("TERM");
        assertThat(old.exitCode()).isZero();
        assertThat(isReady(Integer.parseInt(port.substring(port.indexOf('=') + 1)))).isTrue();
      }
    }
  }

  @Test
  void givenASettingThatIsNotBuilt_itWarnsInOneLineAndRuns() throws Exception {
    String yaml = GOOD + "    close_on_revoke: true\n";
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(yaml))) {
      assertThat(belfry.line()).contains("Belfry ");
      belfry.signal("TERM");

      assertThat(belfry.errors().lines().filter(line -> line.contains("close_on_revoke")))
          .hasSize(1);
    }
  }

  @Test
  @Tag("LIM-016")
  @Tag("LIM-042")
  void givenAChangedFile_itsAppsAreTakenWithoutARestart() throws Exception {
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(GOOD))) {
      belfry.line();
      file(GOOD.replace("app-key", "new-key"));
      assertThat(belfry.errorLine()).endsWith("belfry.yaml was changed. Its apps are in force.");
      file(GOOD.replace("drain_seconds: 0", "drain_seconds: 1"));
      assertThat(belfry.errorLine()).endsWith("Its apps are in force.");
      assertThat(belfry.errorLine()).contains("takes effect with a restart");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "apps:",
        "apps: []",
        "apps: [",
        "server: {port: -1}",
        "apps: [{id: \"1\"}]",
        "apps: [{id: \"1\", keys: [{key: \"a b\", secret: 0123456789abcdef}]}]",
        "unknown: true",
        "\u0000"
      })
  @Tag("THR-49")
  void givenAFileThatWasBroken_itIsSaidAndWhatWasInForceStays(String broken) throws Exception {
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(GOOD))) {
      String line = belfry.line();
      file(broken);
      assertThat(belfry.errorLine())
          .endsWith("belfry.yaml was changed and is not taken. What was in force stays.");
      assertThat(belfry.errorLine()).contains("belfry.yaml");
      URI key = URI.create(line.substring(line.indexOf("http://")) + "/apps/1/events");
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(key).POST(BodyPublishers.noBody()).build(),
                      BodyHandlers.ofString())
                  .body())
          .contains("auth_param_missing");
    }
  }

  @Test
  void givenAPortInUse_itSaysWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Ran ran = Ran.with("serve", "--config", file(GOOD), "--set", "server.port=" + port);

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err())
          .isEqualTo(
              "belfry: Cannot listen on 127.0.0.1 port "
                  + port
                  + ": Address already in use. Stop what listens there, or set another port.\n");
    }
  }

  @Test
  void givenAFileWithSeveralProblems_allAreNamedWithTheirLines() throws Exception {
    Ran ran =
        Ran.with(
            "serve",
            "--config",
            file(
                """
                server:
                  prot: 7001
                  port: 99999
                apps:
                  - id: "1"
                    naem: shop
                    keys: [{key: app-key, secret: 0123456789abcdef}]
                """));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).contains("line 2", "server.prot", "\"port\""))
        .anySatisfy(line -> assertThat(line).contains("line 3", "99999", "0 to 65535"))
        .anySatisfy(line -> assertThat(line).contains("line 6", "naem", "\"name\""));
    assertThat(ran.err()).doesNotContain("0123456789abcdef", "Exception", "\tat ");
  }

  @Test
  void givenNoSuchFile_itIsNamedInOneLine() {
    Path missing = folder.resolve("missing.yaml");
    Ran ran = Ran.with("serve", "--config", missing.toString());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "belfry: "
                + missing
                + ": There is no such file. Name an existing one with --config.\n");
  }

  @Test
  @Tag("THR-46")
  void givenNoApp_itIsRefusedWithAHint() throws Exception {
    Ran ran = Ran.with("serve", "--config", file("server: {port: 0}\n"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("There is no app.", "\"apps\"").hasLineCount(1);
  }

  @Test
  @Tag("THR-46")
  void givenTheAppOfDev_itIsRefused() throws Exception {
    Ran ran = Ran.with("serve", "--config", file(GOOD.replace("app-key", "demo-0123abcd")));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("belfry dev", "not for production").hasLineCount(1);
  }

  @Test
  void givenNoConfig_itAsksForOne() {
    Ran ran = Ran.with("serve");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--config belfry.yaml").hasLineCount(1);
  }

  @Test
  void givenAMistypedOption_theNearestOneIsNamed() {
    Ran ran = Ran.with("serve", "--confg", "belfry.yaml");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--confg", "Did you mean --config?").hasLineCount(1);
  }

  @Test
  void givenAMistypedCommand_theNearestOneIsNamed() {
    Ran ran = Ran.with("sevre");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("sevre", "serve", "belfry --help").hasLineCount(1);
  }

  @Test
  void givenHelp_allCommandsAreNamed() {
    Ran ran = Ran.with("help");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("dev", "serve", "config", "Exit codes:");
  }
}
