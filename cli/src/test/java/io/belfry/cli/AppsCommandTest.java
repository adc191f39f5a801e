package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppsCommandTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p";
  private static final Pattern NEW_SECRET = Pattern.compile("secret {2}([0-9a-f]{32}) ");
  private static final String YAML =
      """
      # The node of the shop.
      server: {port: 7001}   # behind nginx

      apps:
        # The shop itself.
        - id: "1"
          name: shop     # for people
          keys:
            - key: app-key
              secret: %s   # rotate in spring
          allowed_origins: [https://shop.example.com]

        - {id: "4", keys: [{key: old-key, secret: %s}]}  # in one line

      # Limits of all.
      limits:
        max_connections: 100
      """
          .formatted(SECRET, SECRET);

  @TempDir private Path folder = Path.of("");

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("belfry.yaml"), yaml);
  }

  private static Ran apps(Path file, String line) {
    String[] words = ("apps " + line + " --config").split(" ");
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = file.toString();
    return Ran.with(all);
  }

  private static void passes(Path file) {
    assertThat(Ran.with("config", "check", file.toString()).exitCode()).isZero();
  }

  // What was there is there still, each line in its order.
  private static void keepsAllOf(Path file, String yaml) throws IOException {
    assertThat(Files.readAllLines(file)).containsSubsequence(yaml.lines().toList());
  }

  private static String secret(Ran ran) {
    Matcher shown = NEW_SECRET.matcher(ran.out());
    assertThat(shown.find()).as(ran.out() + ran.err()).isTrue();
    return shown.group(1);
  }

  @Test
  @Tag("LIM-045")
  @Tag("LIM-049")
  void givenList_appsAreShownWithTheirPublicKeysAlone() throws IOException {
    Ran ran = apps(file(YAML), "list");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .containsPattern("(?m)^ID +NAME +STATE +KEYS +WEBHOOKS +FROM$")
        .containsPattern("(?m)^1 +shop +on +app-key +0 +file$")
        .containsPattern("(?m)^4 +on +old-key +0 +file$")
        .doesNotContain(SECRET);
    assertThat(apps(file(YAML), "list --json").out())
        .contains("{\"apps\":[{\"id\":\"1\",\"name\":\"shop\",\"enabled\":true,\"state\":\"on\",")
        .doesNotContain(SECRET)
        .hasLineCount(1);
  }

  @Test
  @Tag("LIM-048")
  void givenAdd_anAppWithANewSecretIsThereAndTheRestStays() throws IOException {
    Path file = file(YAML);

    Ran ran = apps(file, "add --name blog");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("App 5 was added");
    assertThat(Files.readString(file)).contains("id: \"5\"", "name: \"blog\"", secret(ran));
    keepsAllOf(file, YAML);
    passes(file);
  }

  @Test
  void givenAddToAFileWithoutApps_theyAreItsFirst() throws IOException {
    for (String yaml :
        new String[] {
          "# none\n",
          "server: {port: 7001}",
          "apps: []\n",
          "{}",
          "{\"apps\": []}\n",
          "apps: # soon\nserver: {port: 7001}\n",
          "{\"server\": {\"port\": 7001}}",
          ""
        }) {
      Path file = file(yaml);

      Ran ran = apps(file, "add --id 7 --key k");

      assertThat(ran.exitCode()).as(yaml + ran.err()).isZero();
      assertThat(Files.readString(file)).contains(secret(ran));
      passes(file);
    }
  }

  @Test
  @Tag("LIM-042")
  void givenRotation_aFurtherKeyComesAndTheOldOneGoesLater() throws IOException {
    Path file = file(YAML);

    Ran rotated = apps(file, "rotate-key 4");
    Ran retired = apps(file, "rotate-key 4 --retire old-key");

    assertThat(rotated.out()).contains("rotate-key 4 --retire OLD-KEY", "1. ", "2. ", "3. ");
    assertThat(retired.exitCode()).as(retired.err()).isZero();
    assertThat(retired.out()).doesNotContain(secret(rotated));
    assertThat(Files.readString(file))
        .contains(secret(rotated), "{key: old-key, active: false, secret: " + SECRET + "}");
    assertThat(apps(file, "list").out()).contains("old-key (off), ");
    passes(file);
  }

  @Test
  @Tag("LIM-042")
  void givenRotation_theOldKeySignsUntilItIsSwitchedOff() throws IOException {
    for (String made : new String[] {"2999-01-01T08:30:00Z", "2999-01-01", "2020-01-01"}) {
      Path file =
          file(
              "apps: [{id: \"1\", keys: [{key: old-key, created_at: %s, secret: %s}]}]\n"
                  .formatted(made, SECRET));

      assertThat(apps(file, "rotate-key 1").exitCode()).isZero();

      io.belfry.server.config.file.ConfigResult result =
          io.belfry.server.config.file.ConfigReader.read(
              Files.readString(file), java.util.Map.of(), java.util.Map.of());
      assertThat(result)
          .isInstanceOfSatisfying(
              io.belfry.server.config.file.ConfigResult.Loaded.class,
              loaded ->
                  assertThat(loaded.config().apps().get(0).keys().get(0).key())
                      .as(made)
                      .isEqualTo("old-key"));
    }
  }

  @Test
  @Tag("LIM-042")
  void givenRotationOnTheDayOfAKeyWithATime_theNewOneIsYounger() throws IOException {
    Path file = file("apps: [{id: \"1\", keys: [{key: k, secret: %s}]}]\n".formatted(SECRET));

    apps(file, "rotate-key 1");

    assertThat(Files.readString(file)).containsPattern("\"\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z\"");
  }

  @Test
  void givenTheLastActiveKey_itIsNotSwitchedOff() throws IOException {
    Path file = file(YAML);

    Ran ran = apps(file, "rotate-key 1 --retire app-key");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("no active key").hasLineCount(1);
    assertThat(Files.readString(file)).isEqualTo(YAML);
  }

  @Test
  void givenDisableAndEnable_oneLineChanges() throws IOException {
    Path file = file(YAML);

    assertThat(apps(file, "disable 1").exitCode()).isZero();
    assertThat(apps(file, "list").out()).containsPattern("(?m)^1 +shop +off ");
    keepsAllOf(file, YAML);
    assertThat(apps(file, "enable 1").exitCode()).isZero();

    assertThat(Files.readString(file))
        .isEqualTo(YAML.replace("- id: \"1\"\n", "- id: \"1\"\n    enabled: true\n"));
  }

  @Test
  void givenRemove_theAppGoesAndNothingElse() throws IOException {
    Path file = file(YAML);

    assertThat(apps(file, "remove 4").err()).contains("--yes");
    assertThat(Files.readString(file)).isEqualTo(YAML);
    assertThat(apps(file, "remove 4 --yes").exitCode()).isZero();

    assertThat(Files.readString(file)).isEqualTo(YAML.replaceFirst("  - \\{id: \"4\".*\n", ""));
    passes(file);
    assertThat(apps(file, "remove 1 --yes").err()).contains("the only app");
  }

  @Test
  void givenAFileOfJson_itStaysJson() throws IOException {
    String json =
        "{\"apps\": [{\"id\": \"1\", \"keys\": [{\"key\": \"k\", \"secret\": \"%s\"}]}]}\n"
            .formatted(SECRET);
    Path file = file(json);

    apps(file, "add --id 2");
    apps(file, "rotate-key 1");
    apps(file, "disable 2");
    apps(file, "rotate-key 1 --retire k");

    String written = Files.readString(file);
    assertThat(written).contains("\"enabled\": false", "\"active\": false").hasLineCount(1);
    try (var json2 =
        new tools.jackson.core.json.JsonFactory()
            .createParser(tools.jackson.core.ObjectReadContext.empty(), written)) {
      int depth = 0;
      while (json2.nextToken() != null) {
        depth++;
      }
      assertThat(depth).isGreaterThan(20);
    }
    passes(file);
  }

  @Test
  void givenModeAndLink_bothStay() throws IOException {
    Path real = file(YAML);
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), real);

    Ran ran = apps(link, "disable 4");

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(real)).contains("enabled: false");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void givenAFileThatMayNotBeWritten_itStays() throws IOException {
    Path file = file(YAML);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

    Ran ran = apps(file, "disable 4");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("is read-only").hasLineCount(1);
    assertThat(Files.readString(file)).isEqualTo(YAML);
  }

  @Test
  void givenASecretThatOnlyTheServerKnows_theAppCanBeChangedAllTheSame() throws IOException {
    Path file = file("apps:\n  - id: \"1\"\n    keys: [{key: app-key}]\n");

    Ran ran = apps(file, "disable 1");

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(Files.readString(file)).contains("enabled: false");
  }

  @Test
  void givenWhatCannotBeChangedSafely_itIsLeftToPeople() throws IOException {
    for (String yaml :
        new String[] {
          "apps:\n  - &a\n    id: \"1\"\n    keys: &k [{key: k, secret: %s}]\n".formatted(SECRET),
          "apps: &x\n  - {id: \"1\", keys: &k [{key: k, secret: %s}]}\n  - {id: \"2\", keys: *k}\n"
              .formatted(SECRET),
          "apps: [\n",
          "- a\n"
        }) {
      Path file = file(yaml);

      Ran ran = apps(file, "remove 1 --yes");

      assertThat(ran.exitCode()).as(yaml).isEqualTo(2);
      assertThat(ran.err()).hasLineCount(1);
      assertThat(Files.readString(file)).isEqualTo(yaml);
    }
  }

  @Test
  @Tag("LIM-042")
  @Tag("LIM-043")
  @Tag("LIM-045")
  void givenAppsOfADatabase_thatOneIsChangedAndNotTheFile() throws IOException {
    String yaml =
        "app_source: {kind: jdbc, url: \"jdbc:sqlite:" + folder.resolve("apps.db") + "\"}\n";
    Path file = file(yaml);

    Ran added = apps(file, "add --name shop --key shop-key");
    Ran rotated = apps(file, "rotate-key 1");
    Ran disabled = apps(file, "disable 1");
    Ran listed = apps(file, "list");

    assertThat(added.out()).contains("App 1 was added to the database.", secret(added));
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(rotated.out()).contains("--retire OLD-KEY --config " + file);
    assertThat(disabled.exitCode()).as(disabled.err()).isZero();
    assertThat(listed.out())
        .containsPattern("(?m)^1 +shop +off +shop-key, \\w{20} +0 +database$")
        .doesNotContain(secret(added), secret(rotated));
    assertThat(apps(file, "rotate-key 1 --retire shop-key").exitCode()).isZero();
    assertThat(apps(file, "add --key shop-key").err()).contains("App 1 has one of these keys");
    assertThat(apps(file, "add --id 1").err()).contains("with the id \"1\" already");
    assertThat(apps(file, "add --id 2 --key a^b").err()).hasLineCount(1).contains("keys[0].key");
    assertThat(apps(file, "enable 9").err()).contains("no app with the id \"9\"");
    assertThat(apps(file, "remove 1 --yes").exitCode()).isZero();
    assertThat(apps(file, "list --json").out().strip()).isEqualTo("{\"apps\":[]}");
    assertThat(Files.readString(file)).isEqualTo(yaml);
  }

  @Test
  void givenARowThatCannotBeRead_itIsShownAsRefusedAndTheOthersCanBeChanged() throws Exception {
    Path db = folder.resolve("apps.db");
    Path file = file("app_source: {kind: jdbc, url: \"jdbc:sqlite:" + db + "\"}\n");
    apps(file, "add --id 1 --name shop");
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + db);
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO belfry_apps(id, definition) VALUES('2', '[]')");
      statement.execute("INSERT INTO belfry_apps(id, definition) VALUES('3', 'null')");
      statement.execute(
          "INSERT INTO belfry_apps(id, definition) SELECT '4', definition FROM belfry_apps"
              + " WHERE id = '1'");
    }

    Ran listed = apps(file, "list");

    assertThat(listed.exitCode()).as(listed.err()).isZero();
    assertThat(listed.out())
        .containsPattern("(?m)^1 +shop +on ")
        .containsPattern("(?m)^2 +refused ")
        .containsPattern("(?m)^3 +refused ")
        .containsPattern("(?m)^4 +shop +refused ");
    assertThat(apps(file, "add --name blog").out()).contains("App 5 was added");
    assertThat(apps(file, "disable 1").exitCode()).isZero();
    assertThat(apps(file, "disable 2").exitCode()).isEqualTo(2);
    assertThat(apps(file, "remove 2 --yes").exitCode()).isZero();
  }

  @Test
  void givenAnUnknownApp_theRefusalNamesIt() throws IOException {
    assertThat(apps(file(YAML), "disable 9").err()).contains("no app with the id \"9\"");
    assertThat(Ran.with("apps", "list").err()).contains("--config belfry.yaml");
    assertThat(apps(folder.resolve("none.yaml"), "list").err()).contains("cannot be read");
  }
}
