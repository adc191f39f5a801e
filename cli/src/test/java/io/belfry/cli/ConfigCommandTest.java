package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        app_source: {url: "jdbc:postgresql://db/apps", password: "%s"}
        """
            .formatted(SECRET, SECRET));
  }

  @Test
  void givenShow_eachValueHasItsSource() throws IOException {
    Ran ran = Ran.with("config", "show", shop(), "--set", "server.host=127.0.0.1");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .containsPattern("(?m)^server\\.host +127\\.0\\.0\\.1 +flag, --set server\\.host$")
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
        .containsPattern("(?m)^app_source\\.password +\\*\\*\\* +file, line 6$")
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
  @Tag("CLU-004")
  void givenAClusterWhoseEngineIsNotThere_checkSaysSoWhenItIsAsked() throws IOException {
    String cluster;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      cluster =
          file(
              """
              cluster: {kind: redis, name: shop, url: "redis://127.0.0.1:%d"}
              apps: [{id: "1", keys: [{key: app-key, secret: %s}]}]
              """
                  .formatted(free.getLocalPort(), SECRET));
    }
    Ran unasked = Ran.with("config", "check", cluster);
    Ran asked = Ran.with("config", "check", "--engine", cluster);
    Ran json = Ran.with("config", "check", "--engine", "--json", cluster);

    assertThat(unasked.exitCode()).isZero();
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.out()).contains("cluster.url: Nothing listens at 127.0.0.1:");
    assertThat(json.exitCode()).isEqualTo(2);
    assertThat(json.out())
        .contains("\"good\":false", "\"where\":\"cluster.url\",\"problem\":\"Nothing listens");
  }

  @Test
  void givenANodeAlone_checkNotesThatThereIsNoEngine() throws IOException {
    Ran ran = Ran.with("config", "check", "--engine", shop());

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("note: there is no engine to ask: cluster.kind is none.");
  }

  @Test
  void givenABadFile_checkNamesAllProblemsAndEndsWithTwo() throws IOException {
    Ran ran =
        Ran.with("config", "check", file("server: {port: x}\napps: [{id: \"1\", kees: []}]\n"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out())
        .contains("3 problems", "line 1: server.port is \"x\"", "line 2:", "\"apps[0].keys\"");
  }

  @Test
  void givenAGoodFileAndJson_checkSaysHowManyAppsThereAreAndWhatToKnow() throws IOException {
    String shop = shop();

    Ran ran = Ran.with("config", "check", shop, "--json");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .startsWith("{\"configuration\":\"" + shop + "\",\"good\":true,\"apps\":1,\"notes\":[\"")
        .contains("app_source.url has no effect")
        .hasLineCount(1);
  }

  @Test
  void givenABadFileAndJson_checkAndShowNameAllProblemsAndEndWithTwo() throws IOException {
    String bad = file("server: {port: x}\napps: [{id: \"1\", kees: []}]\n");

    Ran ran = Ran.with("config", "check", bad, "--json");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out())
        .startsWith("{\"configuration\":\"" + bad + "\",\"good\":false,\"problems\":[{\"where\":")
        .contains("{\"where\":\"line 1\",\"problem\":\"server.port is \\\"x\\\"")
        .hasLineCount(1);
    assertThat(ran.out().split("\"where\"", -1)).hasSize(4);
    assertThat(Ran.with("config", "show", bad, "--json")).isEqualTo(ran);
  }

  @Test
  @Tag("THR-46")
  void givenTheAppOfDevAndJson_checkRefusesItToo() throws IOException {
    String yaml = "apps: [{id: \"1\", keys: [{key: demo-0123abcd, secret: 0123456789abcdef0}]}]\n";

    Ran ran = Ran.with("config", "check", file(yaml), "--json");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).contains("\"good\":false", "belfry dev", "not for production");
  }

  @Test
  @Tag("LIM-045")
  void givenShowAndJson_eachSettingHasItsSourceAndNoSecretIsInIt() throws IOException {
    Ran ran = Ran.with("config", "show", shop(), "--json");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains(
            "{\"name\":\"server.port\",\"value\":\"7001\",\"from\":\"file, line 1\"}",
            "{\"name\":\"apps[0].keys[0].secret\",\"value\":\"***\",\"from\":\"file, line 5\"}")
        .doesNotContain(SECRET)
        .hasLineCount(1);
  }

  @Test
  void givenABadFile_showRefusesLikeCheck() throws IOException {
    String bad = file("server: {port: x}\n");

    assertThat(Ran.with("config", "show", bad)).isEqualTo(Ran.with("config", "check", bad));
  }

  @Test
  void givenShow_whatIsComputedIsShownAsItIs() throws IOException {
    Ran ran = Ran.with("config", "show", shop(), "--set", "server.event_loops=3");

    assertThat(ran.out())
        .containsPattern("(?m)^server\\.event_loops +3 +flag, --set server\\.event_loops$")
        .containsPattern("(?m)^server\\.max_connections +[1-9]\\d+ +default, computed from 0$");
    assertThat(Ran.with("config", "show", shop()).out())
        .containsPattern("(?m)^server\\.event_loops +[1-9]\\d* +default, computed from 0$");
  }

  @Test
  @Tag("THR-46")
  void givenTheAppOfDev_checkRefusesItAsServeDoes() throws IOException {
    String yaml = "apps: [{id: \"1\", keys: [{key: demo-0123abcd, secret: 0123456789abcdef0}]}]\n";

    Ran ran = Ran.with("config", "check", file(yaml));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).contains("belfry dev", "not for production").hasLineCount(1);
  }

  @ParameterizedTest
  @Tag("LIM-045")
  @Tag("THR-47")
  @ValueSource(
      strings = {
        "config check %s",
        "config check x --set %s",
        "config check x --set=%s",
        "config check x --set %s=1",
        "config check x --set server.port=%s",
        "config check x --st=%s",
        "config check x --secret %s",
        "config %s",
        "serve %s",
        "serve --config x --set apps[0].keys[0].secrt=%s",
        "serve --cnfig=%s",
        "dev --port %s",
        "dev --port=%s",
        "dev --demo-port %s --demo-port %s",
        "load --secret %s",
        "load --secret=%s --key x",
        "load --secrt=%s",
        "load --secrt %s",
        "load --url http://u:%s@h/",
        "load --url http://u:%s@h^",
        "load --url https://h/?secret=%s",
        "load --app-id 1 --key app-key%%%s --secret x",
        "load --api-port %s",
        "load --duration %s",
        "load --connections %s",
        "load --kind %s",
        "%s"
      })
  void givenASecretInTheWrongPlaceOfTheCommandLine_itIsNotRepeated(String line) {
    String marker = "Zq7xW2marker9sEcReT4kLm1";
    Ran ran = Ran.with(line.replace("%s", marker).replace("%%", "%").split(" "));
    // A file has to be named as it was, to be found.
    String said = (ran.out() + ran.err()).replaceAll("belfry: " + marker + ": There is no", "");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(said).doesNotContain(marker);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dev --port x|belfry: --port is \"x\". Expected a whole number. Type belfry dev --help",
        "serve --set x|belfry: --set is \"x\". Expected NAME=VALUE, such as server.port=7001. Type",
        "serve --confg x|belfry: There is no option --confg. Did you mean --config? Type",
        "dev --port 1 --port 2|belfry: --port is given twice. Once is enough. Type",
        "load --duration 8x|belfry: --duration is \"8x\". Expected a time such as 30s, 10m or 1h",
        "config check a b|belfry: Nothing is known of \"b\" here. Type belfry config check --help"
      })
  void givenAMistypedCommandLine_itIsSaidInOneSentence(String line, String sentence) {
    Ran ran = Ran.with(line.split(" "));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith(sentence).hasLineCount(1);
  }

  @Test
  void givenDocs_settingsAndTheirVariablesAreExplained() {
    Ran ran = Ran.with("config", "docs");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("# ").contains("| `server.port` |", "BELFRY_SERVER_PORT");
  }
}
