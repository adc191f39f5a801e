package io.belfry.cli.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cli.migrate.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppsFileTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "BELFRY_APPS_0_KEYS_0_SECRET", "5ecre7-0f-the-5h0p",
          "BELFRY_APPS_1_ID", "2",
          "BELFRY_APPS_1_KEYS_0_KEY", "key-2",
          "BELFRY_APPS_1_KEYS_0_SECRET", "5ecre7-0f-the-b10g");
  private static final String YAML = "apps: [{id: \"1\", keys: [{key: k}]}]\n";

  @TempDir private Path folder = Path.of("");

  private AppsFile file(Map<String, String> variables) throws IOException {
    return new AppsFile(Files.writeString(folder.resolve("belfry.yaml"), YAML), variables);
  }

  private String text() throws IOException {
    return Files.readString(folder.resolve("belfry.yaml"));
  }

  @Test
  void givenAppsOfTheEnvironment_theyAreListedWithTheirPlace() throws Exception {
    assertThat(file(VARIABLES).list())
        .extracting(AppsPlace.Listed::id, AppsPlace.Listed::place)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", "file"),
            org.assertj.core.groups.Tuple.tuple("2", "environment"));
  }

  @Test
  void givenAnAppOfTheEnvironment_itIsNotChanged() throws IOException {
    AppsFile file = file(VARIABLES);

    assertThatThrownBy(() -> file.make(new Change.Enable("2", false)))
        .isInstanceOf(NotChanged.class)
        .hasMessageContaining("App 2 is defined by environment variables");
    assertThatThrownBy(() -> file.make(new Change.Remove("1")))
        .hasMessageContaining("BELFRY_APPS_0_KEYS_0_SECRET");
    assertThatThrownBy(() -> file.make(new Change.Add(List.of(new Tree.Group(Map.of())))))
        .hasMessageContaining("BELFRY_APPS_1_ID");
    assertThat(text()).isEqualTo(YAML);
  }

  @Test
  void givenASecretOfTheEnvironment_theRestOfTheAppCanBeChanged() throws Exception {
    file(VARIABLES).make(new Change.Enable("1", false));

    assertThat(text()).isEqualTo(YAML.replace("\"1\"", "\"1\", enabled: false"));
  }

  @Test
  void givenAVariableThatIsStronger_theFileIsNotChangedInVain() throws IOException {
    AppsFile file = file(Map.of("BELFRY_APPS_0_ENABLED", "true"));

    assertThatThrownBy(() -> file.make(new Change.Enable("1", false)))
        .hasMessageContaining("BELFRY_APPS_0_ENABLED");
  }

  @Test
  void givenAVariableThatSaysWhereAppsAre_itIsStrongerThanTheFile() throws Exception {
    Path path = Files.writeString(folder.resolve("belfry.yaml"), "app_source: {kind: jdbc}\n");

    assertThat(new AppsFile(path, Map.of()).isElsewhere()).isTrue();
    assertThat(new AppsFile(path, Map.of("BELFRY_APP_SOURCE_KIND", "file")).isElsewhere())
        .isFalse();
    assertThat(file(Map.of("BELFRY_APP_SOURCE_KIND", "jdbc")).isElsewhere()).isTrue();
  }

  @Test
  void givenNoFile_appsOfTheEnvironmentAreListedAndNotChanged() throws Exception {
    AppsPlace place =
        AppsFile.none(Map.of("BELFRY_APPS_0_ID", "1", "BELFRY_APPS_0_KEYS_0_KEY", "app-key"));

    assertThat(place.list())
        .singleElement()
        .extracting(AppsPlace.Listed::id, AppsPlace.Listed::place)
        .containsExactly("1", "environment");
    assertThatThrownBy(() -> place.make(new Change.Enable("1", false)))
        .isInstanceOf(NotChanged.class)
        .hasMessageContaining("environment variables");
  }

  @Test
  void givenAFileThatIsThere_itIsNotMadeAnew() throws IOException {
    file(Map.of());
    Path path = folder.resolve("belfry.yaml");

    assertThatThrownBy(() -> AppsFile.make(path, List.of())).isInstanceOf(NotChanged.class);
    assertThat(text()).isEqualTo(YAML);
    assertThat(folder).isDirectoryContaining(path::equals);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apps: &a [*a]\n",
        "apps: &a\n  - id: \"1\"\n    k: *a\n",
        "apps: [{id: \"1\"}]\na: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            + "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
            + "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
            + "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
            + "f: [*e, *e, *e, *e, *e, *e, *e, *e, *e]\ng: [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
      })
  void givenAPartOfItselfOrOneMeantTooOften_itIsNotChanged(String yaml) throws IOException {
    Path path = Files.writeString(folder.resolve("belfry.yaml"), yaml);
    AppsFile file = new AppsFile(path, Map.of());

    assertThatThrownBy(() -> file.make(new Change.Enable("1", false)))
        .isInstanceOf(NotChanged.class);
    assertThat(text()).isEqualTo(yaml);
  }

  @Test
  void givenCommentsInAListInBrackets_onlyThoseOfTheEntryGo() throws Exception {
    String yaml =
        """
        apps: [
          {id: "1", keys: [{key: k, secret: s}]},  # first
          # the second
          {id: "2", keys: [{key: l, secret: s}]},  # of 2
          # the third
          {id: "3", keys: [{key: m, secret: s}]}  # of 3
          # no more
        ]
        """;
    Path path = folder.resolve("belfry.yaml");
    AppsFile file = new AppsFile(Files.writeString(path, yaml), Map.of());

    file.make(new Change.Remove("2"));
    assertThat(text()).isEqualTo(yaml.replaceFirst(" +\\{id: \"2\".*\n", ""));

    file.make(new Change.Remove("3"));
    assertThat(text())
        .contains("secret: s}]}  # first\n", "# the second\n", "# the third\n", "# no more\n")
        .doesNotContain("# of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apps:\r\n- id: '1'\r\n  keys:\r\n  - key: k\r\n    secret: s\r\n# end\r\n",
        "apps:\n    -   id: 1\n        keys:\n        -   {key: k, secret: s}\n\n\n# end\n",
        "apps:\n- keys: [\n    {key: k, secret: s},  # a\n  ]\n  id: 1\nserver:\n  port: 7001\n",
        "\"apps\":\n  - \"id\": \"1\"\n    \"keys\":\n      - \"key\": k\n        \"secret\": s",
        "apps:\n  - id: 1\n    name: |\n      a\n      b\n    keys: [{key: k, secret: s}]\n",
        "---\napps: [{id: 1, keys: [{key: k, secret: s}]}]\n...\n",
        "\uFEFFapps: [{id: 1, keys: [{key: k, secret: s}]}]\n",
        "# \uD83D\uDE00 \u00e9\napps: [{name: \"\uD83D\uDE00\", id: 1, keys: [{key: k, secret: s}]}]\n"
      })
  void givenAnyStyle_aChangeMeansWhatItSaysAndLeavesTheRest(String yaml) throws Exception {
    Path path = Files.writeString(folder.resolve("belfry.yaml"), yaml);
    AppsFile file = new AppsFile(path, Map.of());
    Tree.Group key =
        new Tree.Group(
            Map.of("key", new Tree.Text("k2"), "secret", new Tree.Text("0123456789abcdef")));

    file.make(new Change.AddKey("1", key));
    file.make(new Change.Retire("1", "k"));
    file.make(new Change.Enable("1", false));

    AppsPlace.Listed app = file.list().get(0);
    assertThat(app.isEnabled()).isFalse();
    assertThat(app.keys())
        .containsExactly(new AppsPlace.Key("k", false), new AppsPlace.Key("k2", true));
    String comments = yaml.replaceAll("(?m)^[^#\\n]*", "").replace("\n", "");
    assertThat(text().replaceAll("(?m)^[^#\\n]*", "").replace("\n", "")).isEqualTo(comments);
    assertThat(text().contains("\r\n")).isEqualTo(yaml.contains("\r\n"));
  }
}
