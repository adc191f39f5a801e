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
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
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
  @Tag("THR-63")
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
    String yaml = GOOD + "console: {payloads: true}\n";
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(yaml))) {
      assertThat(belfry.line()).contains("Belfry ");
      belfry.signal("TERM");

      assertThat(belfry.errors().lines().filter(line -> line.contains("console.payloads")))
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
      assertThat(belfry.errorLine())
          .endsWith("belfry.yaml was changed and is in force: app 1 (keys).");
      file(GOOD.replace("drain_seconds: 0", "drain_seconds: 1"));
      assertThat(belfry.errorLine()).endsWith("is in force: app 1 (keys).");
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

  private static final String SECRET_IN_FILE =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret_file: "%s"}]
      """;

  private static String said(BelfryProcess belfry) throws Exception {
    String line = belfry.errorLine();
    return line.substring(line.indexOf('/'));
  }

  /** Each way to put a secret in place of another. */
  @ParameterizedTest
  @ValueSource(strings = {"written", "moved", "linked"})
  @Tag("LIM-067")
  void givenASecretFileThatIsRotated_itIsTakenWithoutATouchOfTheConfiguration(String way)
      throws Exception {
    Path old = Files.createDirectories(folder.resolve("..2026_1")).resolve("app.secret");
    Path fresh = Files.createDirectories(folder.resolve("..2026_2")).resolve("app.secret");
    Files.writeString(old, "0123456789abcdef0\n");
    Path data = Files.createSymbolicLink(folder.resolve("..data"), old.getParent());
    Path secret = folder.resolve("app.secret");
    Files.createSymbolicLink(secret, data.resolve("app.secret"));
    String config = file(SECRET_IN_FILE.formatted(secret));
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", config)) {
      belfry.line();
      switch (way) {
        case "written" -> Files.writeString(old, "0123456789abcdef12\n");
        case "moved" -> {
          Files.writeString(fresh, "0123456789abcdef12\n");
          Files.move(fresh, secret, StandardCopyOption.REPLACE_EXISTING);
        }
        default -> {
          Files.writeString(fresh, "0123456789abcdef12\n");
          Path link = Files.createSymbolicLink(folder.resolve("..new"), fresh.getParent());
          Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        }
      }

      assertThat(said(belfry)).isEqualTo(secret + " was changed and is in force: app 1 (keys).");
    }
  }

  @Test
  @Tag("LIM-067")
  @Tag("THR-49")
  void givenASecretFileThatGoesAndComesBack_itIsSaidOnceAndTakenThen() throws Exception {
    Path secret = Files.writeString(folder.resolve("app.secret"), "0123456789abcdef0\n");
    String config = file(SECRET_IN_FILE.formatted(secret));
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", config)) {
      belfry.line();
      Files.delete(secret);
      assertThat(said(belfry)).startsWith(secret + " was changed and is not taken.");
      assertThat(said(belfry)).contains("app.secret does not exist");
      Files.writeString(secret, "\n");
      assertThat(said(belfry)).startsWith(secret + " was changed and is not taken.");
      assertThat(said(belfry)).contains("nothing but white space");
      Files.writeString(secret, "0123456789abcdef12\n");
      assertThat(said(belfry)).endsWith("is in force: app 1 (keys).");
    }
  }

  @Test
  @Tag("LIM-067")
  void givenANewSecretFile_itIsWatchedFromThenOn() throws Exception {
    Path secret = Files.writeString(folder.resolve("app.secret"), "0123456789abcdef0\n");
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(GOOD))) {
      belfry.line();
      file(SECRET_IN_FILE.formatted(secret));
      assertThat(said(belfry)).endsWith("is in force: app 1 (keys).");
      Files.writeString(secret, "0123456789abcdef12\n");
      assertThat(said(belfry)).endsWith("app.secret was changed and is in force: app 1 (keys).");
    }
  }

  @Test
  @Tag("LIM-068")
  void givenFilesThatAreHardToRead_theNextGoodOneIsTaken() throws Exception {
    String deep = "a: " + "[".repeat(20_000);
    String brackets = "a: " + "{a: ".repeat(20_000);
    String comment = "#" + "x".repeat(10 << 20) + "\n" + GOOD;
    String blanks = "a:\n" + " ".repeat(1 << 20) + "b: 1\n";
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", file(GOOD))) {
      belfry.line();
      for (String hard : List.of(deep, brackets, comment, blanks)) {
        file(hard);
        String line = belfry.errorLine();
        while (!line.endsWith("is not taken. What was in force stays.")) {
          line = belfry.errorLine();
        }
      }
      file(GOOD.replace("app-key", "new-key"));
      String line = belfry.errorLine();
      while (!line.contains("in force: ")) {
        line = belfry.errorLine();
      }
      assertThat(line).endsWith("is in force: app 1 (keys).");
    }
  }

  @Test
  @Tag("LIM-045")
  void givenVariablesAlone_itServesWithoutAFile() throws Exception {
    Map<String, String> variables =
        Map.of(
            "BELFRY_SERVER_HOST", "127.0.0.1",
            "BELFRY_SERVER_PORT", "0",
            "BELFRY_SERVER_DRAIN_SECONDS", "0",
            "BELFRY_APPS_0_ID", "1",
            "BELFRY_APPS_0_KEYS_0_KEY", "app-key",
            "BELFRY_APPS_0_KEYS_0_SECRET", "0123456789abcdef0");
    try (BelfryProcess belfry = BelfryProcess.start(variables, "serve")) {
      assertThat(belfry.line()).contains("listens on http://127.0.0.1:");
    }
    try (BelfryProcess check = BelfryProcess.start(variables, "config", "check")) {
      assertThat(check.output()).isEqualTo("the environment is good: 1 app.");
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
        .anySatisfy(line -> assertThat(line).contains("line 2", "server.prot", "\"server.port\""))
        .anySatisfy(line -> assertThat(line).contains("line 3", "99999", "0 to 65535"))
        .anySatisfy(line -> assertThat(line).contains("line 6", "naem", "\"apps[0].name\""));
    assertThat(ran.err()).doesNotContain("0123456789abcdef", "Exception", "\tat ");
  }

  @Test
  void givenNoSuchFile_itIsNamedInOneLine() {
    Path missing = folder.resolve("missing.yaml");
    Ran ran = Ran.with("serve", "--config", missing.toString());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo("belfry: " + missing + ": There is no such file. Name one that is there.\n");
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
