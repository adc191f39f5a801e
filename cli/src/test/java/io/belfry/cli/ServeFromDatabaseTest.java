package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose apps stand in a file of SQLite, and whose configuration changes. */
class ServeFromDatabaseTest {
  private static final String APPS =
      "apps: [{id: \"7\", keys: [{key: file-key, secret: 0123456789abcdef0}]}]\n";

  @TempDir private Path folder = Path.of("");

  private String yaml(String rest) throws IOException {
    String node =
        "server: {host: 127.0.0.1, port: 0, drain_seconds: 0, data_dir: \"%s\"}\n"
            .formatted(folder.resolve("data"));
    return Files.writeString(folder.resolve("belfry.yaml"), node + rest).toString();
  }

  private String source() {
    return "app_source: {kind: jdbc, url: \"jdbc:sqlite:" + folder.resolve("apps.db") + "\"}\n";
  }

  private void add(String key, String config) {
    Ran ran = Ran.with("apps", "add", "--key", key, "--config", config);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
  }

  private static int port(BelfryProcess belfry) throws Exception {
    String line = belfry.line();
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static String answer(int port, String key) {
    try (RecordingClient client = RecordingClient.connect(port, "/app/" + key + "?protocol=7")) {
      return Objects.toString(client.next());
    }
  }

  private static void awaitAnswer(int port, String key, String expected) {
    while (!answer(port, key).contains(expected)) {
      // The change is on its way.
    }
  }

  private static String said(BelfryProcess belfry, String expected) throws Exception {
    String line = belfry.errorLine();
    while (!line.contains(expected)) {
      assertThat(line).doesNotContain("is in force");
      line = belfry.errorLine();
    }
    return line;
  }

  @Test
  @Tag("LIM-016")
  @Tag("LIM-042")
  void givenARowThatIsAdded_itsAppIsServedWithoutARestart() throws Exception {
    String config = yaml(source());
    add("first-key", config);
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", config)) {
      int port = port(belfry);
      assertThat(answer(port, "first-key")).contains("connection_established");
      assertThat(answer(port, "second-key")).contains("4001");
      add("second-key", config);

      awaitAnswer(port, "second-key", "connection_established");
    }
  }

  @Test
  @Tag("LIM-016")
  void givenAFileWithOtherLimits_theyAreThoseOfTheRowsWithoutARestart() throws Exception {
    String config = yaml(source());
    add("row-key", config);
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", config)) {
      int port = port(belfry);
      assertThat(answer(port, "row-key")).contains("connection_established");
      yaml(source() + "limits: {max_connections: 0}\n");

      awaitAnswer(port, "row-key", "4004");
      assertThat(said(belfry, "was changed")).endsWith("its limits are in force.");
    }
  }

  @Test
  @Tag("LIM-016")
  void givenAFileWithAnotherSource_itSaysThatARestartIsNeededAndTheRowsStay() throws Exception {
    String config = yaml(source());
    add("row-key", config);
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", config)) {
      int port = port(belfry);
      yaml(APPS);
      said(belfry, "takes effect with a restart");

      assertThat(answer(port, "row-key")).contains("connection_established");
      assertThat(answer(port, "file-key")).contains("4001");
    }
  }

  @Test
  @Tag("THR-49")
  void givenAFileThatHasAppsToo_itIsNotTakenAndTheRowsStay() throws Exception {
    String config = yaml(source());
    add("row-key", config);
    try (BelfryProcess belfry = BelfryProcess.start("serve", "--config", config)) {
      int port = port(belfry);
      yaml(source() + APPS);
      said(belfry, "belfry.yaml was changed and is not taken. What was in force stays.");
      assertThat(said(belfry, "app_source.kind")).contains("there are apps here too");

      assertThat(answer(port, "row-key")).contains("connection_established");
      assertThat(answer(port, "file-key")).contains("4001");
    }
  }

  @Test
  @Tag("THR-46")
  void givenARowThatTakesTheKeyOfDev_itIsNotAdded() throws Exception {
    String config = yaml(source());

    Ran ran = Ran.with("apps", "add", "--key", "demo-0123abcd", "--config", config);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("belfry dev, which is not for production").hasLineCount(1);
    assertThat(Ran.with("apps", "list", "--config", config).out()).doesNotContain("demo-");
  }
}
