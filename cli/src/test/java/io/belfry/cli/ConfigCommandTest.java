package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p";

  @TempDir private Path folder = Path.of("");

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("belfry.yaml"), yaml).toString();
  }

  private String shop() throws IOException {
    return file(
        """
        server: {port: 7001}
        apps:
          - id: "1"
            name: shop
            keys: [{key: app-key, secret: %s}]
        app_source: {url: "postgresql://belfry:%s@db/apps"}
        """
            .formatted(SECRET, SECRET));
  }

  @Test
  void givenShow_eachValueHasItsSource() throws IOException {
    Ran ran = Ran.with("config", "show", shop(), "--set", "server.host=127.0.0.1");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .containsPattern("(?m)^server\\.host +127\\.0\\.0\\.1 +flag, --server\\.host$")
        .containsPattern("(?m)^server\\.port +7001 +file, line 1$")
        .containsPattern("(?m)^server\\.websocket_ping_seconds +25 +default$")
        .containsPattern("(?m)^apps\\[0]\\.name +shop +file, line 4$");
  }

  @Test
  @Tag("LIM-045")
  void givenShow_noSecretIsInIt() throws IOException {
    Ran ran = Ran.with("config", "show", shop());

    assertThat(ran.out())
        .containsPattern("(?m)^apps\\[0]\\.keys\\[0]\\.secret +\\*\\*\\* +file, line 5$")
        .contains("app_source.url")
        .doesNotContain(SECRET);
    assertThat(ran.err()).doesNotContain(SECRET);
  }

  @Test
  void givenAGoodFile_checkEndsWithZero() throws IOException {
    Ran ran = Ran.with("config", "check", shop());

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("is good: 1 app.", "note: app_source.url has no effect");
  }

  @Test
  void givenABadFile_checkNamesAllProblemsAndEndsWithTwo() throws IOException {
    Ran ran =
        Ran.with("config", "check", file("server: {port: x}\napps: [{id: \"1\", kees: []}]\n"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out())
        .contains("2 problems", "line 1: server.port is \"x\"", "line 2:", "\"keys\"");
  }

  @Test
  void givenABadFile_showRefusesLikeCheck() throws IOException {
    String bad = file("server: {port: x}\n");

    assertThat(Ran.with("config", "show", bad)).isEqualTo(Ran.with("config", "check", bad));
  }

  @Test
  void givenDocs_settingsAndTheirVariablesAreExplained() {
    Ran ran = Ran.with("config", "docs");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("# ").contains("| `server.port` |", "BELFRY_SERVER_PORT");
  }
}
