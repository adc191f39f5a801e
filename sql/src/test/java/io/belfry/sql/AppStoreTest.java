package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.sql.AppStore.Change;
import io.belfry.sql.AppStore.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppStoreTest {
  @TempDir private Path folder;

  private AppStore store() throws IOException {
    return AppStore.open(config());
  }

  private ServerConfig config() {
    String yaml =
        "server: {data_dir: %s}%napp_source: {kind: jdbc, url: 'jdbc:sqlite:%s'}%n"
            .formatted(folder, folder.resolve("apps.db"));
    ConfigResult read = ConfigReader.read(yaml, Map.of(), Map.of());
    return ((ConfigResult.Loaded) read).config();
  }

  @Test
  @Tag("LIM-042")
  void givenAnAppThatIsAddedChangedAndRemoved_eachIsSeenByTheNext() throws IOException {
    try (AppStore store = store()) {
      assertThat(store.list()).isEmpty();
      assertThat(store.add("7", AppRows.definition("7", "a"))).isTrue();
      assertThat(store.add("7", AppRows.definition("7", "b"))).isFalse();
      Stored stored = store.find("7").orElseThrow();
      assertThat(stored.definition()).contains("\"key\":\"a\"");
      assertThat(store.replace(stored, AppRows.definition("7", "c"))).isTrue();
    }
    try (AppStore store = store()) {
      assertThat(store.list()).singleElement().matches(app -> app.definition().contains("\"c\""));
      assertThat(store.remove("7")).isTrue();
      assertThat(store.remove("7")).isFalse();
    }
  }

  @Test
  @Tag("LIM-042")
  void givenSomebodyWhoWasFaster_nothingIsChanged() throws IOException {
    try (AppStore store = store();
        AppStore other = store()) {
      store.add("7", AppRows.definition("7", "a"));
      Stored stored = store.find("7").orElseThrow();
      other.replace(other.find("7").orElseThrow(), AppRows.definition("7", "b"));

      assertThat(store.replace(stored, AppRows.definition("7", "c"))).isFalse();
      assertThat(store.find("7").orElseThrow().definition()).contains("\"b\"");
    }
  }

  @Test
  @Tag("LIM-042")
  void givenSeveralChanges_allAreMadeOrNone() throws IOException {
    try (AppStore store = store()) {
      store.add("1", AppRows.definition("1", "a"));
      store.add("2", AppRows.definition("2", "b"));
      Stored one = store.find("1").orElseThrow();
      Change three = new Change.Add("3", AppRows.definition("3", "c"));
      Change renewed = new Change.Replace(one, AppRows.definition("1", "d"));
      Change wrong = new Change.Add("2", AppRows.definition("2", "e"));

      assertThat(store.changeAll(List.of(three, renewed, wrong))).contains(wrong);
      assertThat(store.list()).extracting(Stored::id).containsExactly("1", "2");
      assertThat(store.find("1")).contains(one);

      assertThat(store.changeAll(List.of(three, renewed, new Change.Remove("2")))).isEmpty();
      assertThat(store.list()).extracting(Stored::id).containsExactly("1", "3");
      assertThat(store.find("1").orElseThrow().definition()).contains("\"d\"");
    }
  }

  @Test
  @Tag("LIM-042")
  void givenAChangeThatFails_nothingIsChangedAndTheNextGoesWell() throws IOException {
    try (AppStore store = store()) {
      Change good = new Change.Add("1", AppRows.definition("1", "a"));
      Change broken = new Change.Add("2", "{");

      assertThatThrownBy(() -> store.changeAll(List.of(good, broken)))
          .isInstanceOf(IOException.class);
      assertThat(store.list()).isEmpty();
      assertThat(store.changeAll(List.of(good))).isEmpty();
      assertThat(store.list()).hasSize(1);
    }
  }

  @Test
  @Tag("THR-47")
  void givenAStoredApp_itsTextShowsNoSecret() {
    Stored stored = new Stored("7", "a secret of it", 1);
    assertThat(stored).asString().doesNotContain("secret");
    assertThat(new Change.Add("7", "a secret")).asString().doesNotContain("secret");
    assertThat(new Change.Replace(stored, "a secret")).asString().doesNotContain("secret");
  }

  @Test
  void givenThePageForThoseWhoMayMakeTables_itHasTheStatementsThatAreRun() throws IOException {
    Path page =
        Path.of(System.getProperty("belfry.root")).resolve("docs/guide/apps-in-a-database.md");
    String text = plain(Files.readString(page));

    assertThat(new PostgresApps("jdbc:postgresql:x", "", "").schema())
        .filteredOn(sql -> !sql.contains("pg_advisory"))
        .hasSize(8)
        .allSatisfy(sql -> assertThat(text).contains(plain(sql)));
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").replace("( ", "(");
  }
}
