package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadCommandTest {
  private static final String SECRET = "5ecre7-0f-the-l0ad";

  @TempDir private Path folder = Path.of("");

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("belfry.yaml"),
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0}
        apps:
          - id: "1"
            keys:
              - {key: old-key, secret: a secret that is not used, active: false}
              - {key: app-key, secret: %s}
        """
            .formatted(SECRET));
  }

  private BelfryServer server() throws IOException {
    return server(config());
  }

  private static BelfryServer server(Path config) throws IOException {
    return switch (ConfigReader.read(config, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> BelfryServer.start(loaded.config());
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static Ran load(String... arguments) {
    List<String> small =
        List.of("load", "--connections", "4", "--channels", "2", "--duration", "1");
    return Ran.with(Stream.concat(small.stream(), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void givenAConfiguration_itsFirstAppIsUnderLoadAndTheTableHasAllNumbers() throws IOException {
    try (BelfryServer server = server()) {
      Ran ran =
          load("--url", server.uri().toString(), "--config", config().toString(), "--sign-in");

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
      assertThat(ran.out())
          .containsPattern("(?m)^connections +4 opened, 0 failed, 0 dropped, 4 left$")
          .containsPattern("(?m)^sign-ins +4$")
          .containsPattern("(?m)^published +\\d+, 0 refused, 0 unanswered, 0 unsent$")
          .containsPattern("(?m)^delivered +\\d+, 0 lost, 0 duplicated, 0 out of order$")
          .containsPattern("(?m)^milliseconds +count +p50 +p90 +p99 +p99\\.9 +max$")
          .containsPattern("(?m)^delivery +\\d+( +\\d+\\.\\d\\d){5}$")
          .endsWith("Nothing was lost, doubled or out of order.\n")
          .doesNotContain("\u001b", "errors");
      assertThat(ran.err()).contains("1 s  4 connected").doesNotContain("\u001b");
      assertThat(ran.out() + ran.err()).doesNotContain(SECRET);
    }
  }

  /** Production files, with what keeps out programs that do not look like a page. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "allowed_origins: [https://www.example.com]",
        "require_origin: true",
        "{allowed_origins: ['*.example.com'], require_origin: true}",
        "{allowed_origins: [example.com], require_origin: true}",
        "{allowed_origins: ['null'], require_origin: true}"
      })
  void givenAProductionFile_itsAppIsUnderLoad(String settings) throws IOException {
    Path config = config();
    String app = settings.startsWith("{") ? settings.substring(1, settings.length() - 1) : settings;
    Files.writeString(
        config,
        Files.readString(config).replace("port: 0,", "port: 0, path_prefixes: [/realtime],")
            + "    "
            + app.replace(", require", "\n    require")
            + "\n");
    try (BelfryServer server = server(config)) {
      Ran ran = load("--url", server.uri().toString(), "--config", config.toString());

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }
  }

  /** What the server says, and the remedy that is named. */
  @ParameterizedTest
  @CsvSource({
    "allowed_origins: [https://a.example], --key=app-key --origin=https://b.example, --origin",
    "enabled: false, --key=app-key, enabled",
    "require_tls: true, --key=app-key, require_tls",
    "limits: {max_connections: 0}, --key=app-key, limits.max_connections",
    "name: x, --key=app-kex, --key",
    "require_origin: true, --key=app-key, allowed_origins or require_origin"
  })
  void givenARefusal_itsOwnRemedyIsNamed(String setting, String options, String remedy)
      throws IOException {
    Path config = config();
    Files.writeString(config, Files.readString(config) + "    " + setting + "\n");
    try (BelfryServer server = server(config)) {
      List<String> words = new ArrayList<>(List.of(options.split(" ")));
      words.addAll(List.of("--url=" + server.uri(), "--app-id=1", "--secret=" + SECRET));
      Ran ran = load(words.toArray(String[]::new));

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err().lines())
          .filteredOn(line -> line.startsWith("belfry: "))
          .singleElement()
          .asString()
          .contains(remedy)
          .doesNotContain("check its URL, the key and the secret");
    }
  }

  @Test
  void givenJson_theResultIsOneObjectInOneLine() throws IOException {
    try (BelfryServer server = server()) {
      Ran ran =
          load(
              "--url=" + server.uri(),
              "--app-id=1",
              "--key=app-key",
              "--secret=" + SECRET,
              "--kind=presence",
              "--json");

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
      assertThat(ran.out())
          .hasLineCount(1)
          .startsWith("{\"clean\":true,\"verdict\":\"Nothing was lost")
          .contains(
              "\"opened\":4", "\"lost\":0", "\"out_of_order\":0", "\"p99.9\":", "\"errors\":{}")
          .endsWith("}\n");
    }
  }

  @Test
  void givenDev_itsAppIsUnderLoadWithoutAnyNames() throws IOException {
    Path data = folder.resolve("data");
    try (DevServers dev = DevServers.start(new DevServers.Ports(0, 0), data)) {
      Ran ran = load("--url=" + dev.server().uri(), "--data-dir=" + data);

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }
  }

  @Test
  void givenCtrlC_whatWasFoundIsPrinted() throws Exception {
    try (BelfryServer server = server();
        BelfryProcess load =
            BelfryProcess.start(
                "load",
                "--url=" + server.uri(),
                "--config=" + folder.resolve("belfry.yaml"),
                "--duration=1h")) {
      await(load, "  100 connected");
      load.signal("INT");

      assertThat(load.output())
          .contains("100 opened, 0 failed, 0 dropped, 100 left", "Nothing was lost");
    }
  }

  @Test
  void givenAServerThatDies_itFailsAndSaysSo() throws Exception {
    try (BelfryProcess server = BelfryProcess.start("serve", "--config", config().toString())) {
      String line = server.line();
      String url = line.substring(line.indexOf("http://"));
      try (BelfryProcess load =
          BelfryProcess.start(
              "load",
              "--url=" + url,
              "--config=" + folder.resolve("belfry.yaml"),
              "--duration=1h")) {
        await(load, "  100 connected");
        server.signal("KILL");

        assertThat(load.exitCode()).isEqualTo(1);
        assertThat(load.output())
            .containsPattern("(?m)^connections +\\d+ opened, \\d+ failed, [1-9]\\d* dropped")
            .containsPattern("cannot be reached|No connection is left");
      }
    }
  }

  private static void await(BelfryProcess process, String words) throws Exception {
    String line = process.anyErrorLine();
    while (!line.contains(words)) {
      line = process.anyErrorLine();
    }
  }

  @Test
  void givenARefusedPublish_itFailsAndTheSentenceSaysWhatToDo() throws IOException {
    try (BelfryServer server = server()) {
      Ran ran = load("--url=" + server.uri(), "--app-id=2", "--key=app-key", "--secret=" + SECRET);

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).containsPattern("A publish was refused: HTTP 40[0-9].*check all three");
    }
  }

  @Test
  void givenNoServer_itFailsInOneSentence() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Ran ran = load("--url=http://localhost:" + port, "--config=" + config());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .startsWith("belfry: Cannot connect to localhost:" + port + ": Connection refused.")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.1:6001", "http://[2001:db8::1]:6001"})
  void givenAServerElsewhere_itIsRefusedUnlessItIsOnesOwn(String url) throws IOException {
    Ran ran = load("--url=" + url, "--config=" + config());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("belfry: ")
        .contains("is not this machine", "attack", "--i-own-this-server")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--connections=0",
        "--connections=25001",
        "--connections=many",
        "--ramp=0",
        "--channels=0",
        "--rate=-1",
        "--rate=100001",
        "--size=63",
        "--size=1000001",
        "--churn=-1",
        "--users=0",
        "--openings=10",
        "--duration=0",
        "--duration=8d",
        "--duration=200h",
        "--kind=encrypted",
        "--url=https://127.0.0.1:6001",
        "--url=http://127.0.0.1:6001/app",
        "--url=127.0.0.1:6001",
        "--api-port=0",
        "--conections=5"
      })
  void givenAnOptionThatMakesNoSense_itIsRefusedInOneLineThatNamesIt(String option)
      throws IOException {
    Ran ran = load("--app-id=1", "--key=app-key", "--secret=" + SECRET, option);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("belfry: ")
        .contains(option.substring(0, option.indexOf('=')), "belfry load --help")
        .doesNotContain(SECRET)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--key=app-key, --app-id",
    "--data-dir=/nowhere, belfry dev",
    "--config=/nowhere/belfry.yaml, There is no such file"
  })
  void givenNoAppToTake_itSaysHowToNameOne(String option, String hint) {
    Ran ran = load(option);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith("belfry: ").contains(hint).hasLineCount(1);
  }

  @Test
  @Tag("THR-47")
  void givenAFileWithTheSecret_itIsTakenFromThere() throws IOException {
    try (BelfryServer server = server(config())) {
      Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
      Ran ran =
          load("--url=" + server.uri(), "--app-id=1", "--key=app-key", "--secret-file=" + secret);
      Ran missing =
          load("--app-id=1", "--key=app-key", "--secret-file=" + folder.resolve("missing"));

      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(missing.exitCode()).isEqualTo(2);
      assertThat(missing.err()).contains("The secret file", "cannot be read").hasLineCount(1);
    }
  }

  @Test
  void givenAConfigurationAndAnApp_itAsksForOneOfThem() throws IOException {
    Ran ran = load("--config=" + config(), "--key=app-key");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("Leave --app-id, --key and the secret away").hasLineCount(1);
  }

  @Test
  void givenAConfigurationThatLeavesThePortOpen_itAsksForTheUrl() throws IOException {
    Ran ran = load("--config=" + config());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--url").hasLineCount(1);
  }
}
