package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.ServerConfig;
import io.belfry.sql.AppTable.Reading;
import io.belfry.sql.AppTable.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoadedAppsTest {
  private static final int CHANGES = 40;

  private final Map<String, Row> rows = new TreeMap<>();
  private final LoadedApps loaded =
      new LoadedApps(AppDefinitions.of(ServerConfig.builder().build()));
  private long revision;

  private void write(String id, String definition) {
    rows.put(id, new Row(id, ++revision, definition, Map.of()));
  }

  private List<String> taken() {
    Map<String, Long> revisions = new HashMap<>();
    rows.forEach((id, row) -> revisions.put(id, row.revision()));
    List<Row> all = new ArrayList<>(rows.values());
    all.sort(Comparator.comparingLong(Row::revision));
    return loaded.take(new Reading(revision, revisions, all));
  }

  private Map<String, List<String>> served() {
    Map<String, List<String>> served = new TreeMap<>();
    loaded
        .served()
        .forEach(app -> served.put(app.id(), app.keys().stream().map(App.Key::key).toList()));
    return served;
  }

  @Test
  @Tag("LIM-043")
  void givenTwoRowsWithOneKey_theLaterOneIsRefusedAndBothAreNamedOnce() {
    write("2", AppRows.definition("2", "a"));
    write("1", AppRows.definition("1", "a", "b"));

    assertThat(taken())
        .containsExactly(
            "app 1 of belfry_apps: Its key a is that of app 2 of belfry_apps. It is not served.");
    assertThat(taken()).isEmpty();
    assertThat(served()).isEqualTo(Map.of("2", List.of("a")));
    assertThat(loaded.refused()).isEqualTo(1);
  }

  @Test
  @Tag("LIM-043")
  void givenAnAppThatAlwaysHadTheKey_itKeepsItWhenItChanges() {
    write("1", AppRows.definition("1", "a"));
    taken();
    write("2", AppRows.definition("2", "a"));
    taken();
    write("1", AppRows.definition("1", "a", "c"));
    taken();

    assertThat(served()).isEqualTo(Map.of("1", List.of("a", "c")));
  }

  @Test
  @Tag("LIM-043")
  void givenAKeyThatGoesFromOneRowToAnotherAtOnce_bothAreTaken() {
    write("1", AppRows.definition("1", "a"));
    write("2", AppRows.definition("2", "b"));
    taken();
    write("2", AppRows.definition("2", "a"));
    write("1", AppRows.definition("1", "b"));

    assertThat(taken()).isEmpty();
    assertThat(served()).isEqualTo(Map.of("1", List.of("b"), "2", List.of("a")));
  }

  @Test
  @Tag("LIM-043")
  void givenARefusedChange_theAppStaysAndItsKeyIsNotForOthers() {
    write("1", AppRows.definition("1", "a"));
    write("2", AppRows.definition("2", "b"));
    taken();
    write("1", AppRows.definition("1", "b"));
    write("3", AppRows.definition("3", "a"));

    assertThat(taken())
        .containsExactlyInAnyOrder(
            "app 1 of belfry_apps: Its key b is that of app 2 of belfry_apps. It stays what it"
                + " was.",
            "app 3 of belfry_apps: Its key a is that of app 1 of belfry_apps. It is not served.");
    assertThat(served()).isEqualTo(Map.of("1", List.of("a"), "2", List.of("b")));
  }

  @Test
  @Tag("THR-47")
  @Tag("THR-49")
  void givenRowsThatCannotBeTaken_eachIsSaidOnceWithItsPlaceAndNoSecret() {
    write("1", AppRows.definition("1", "a"));
    taken();
    write("1", "{\"id\":\"1\",\"keys\":[{\"key\":\"a\",\"secret\":\"hidden words\"}],\"nime\":1}");
    write("2", "{\"id\":\"3\",\"keys\":[{\"key\":\"b\",\"secret\":\"hidden words\"}]}");
    write("4", "{\"id\":\"4\",\"keys\":[{\"key\":\"c\",\"secret_file\":\"/etc/hostname\"}]}");
    rows.put("5", new Row("5", ++revision, null, Map.of()));
    List<String> said = taken();

    assertThat(said)
        .hasSize(5)
        .anyMatch(one -> one.startsWith("app 1 of belfry_apps") && one.contains("nime"))
        .anyMatch(one -> one.contains("The app stays what it was."))
        .anyMatch(one -> one.startsWith("app 2 of belfry_apps: Its definition has the id 3."))
        .anyMatch(one -> one.startsWith("app 4 of belfry_apps") && one.contains("secret_file"))
        .anyMatch(one -> one.startsWith("app 5 of belfry_apps: It has more than 256 KiB."))
        .noneMatch(one -> one.contains("hidden words"));
    assertThat(taken()).isEmpty();
    assertThat(served()).isEqualTo(Map.of("1", List.of("a")));
    assertThat(loaded.refused()).isEqualTo(4);
    assertThat(loaded.unserved()).isEqualTo(3);
  }

  @Property(tries = 100, seed = "17")
  @net.jqwik.api.Tag("LIM-043")
  void givenAnyChanges_whatIsServedIsOneSetAndEachAppIsOldOrNew(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CHANGES; i++) {
      Map<String, List<String>> before = served();
      String id = String.valueOf(random.nextInt(5));
      if (random.nextInt(5) == 0) {
        rows.remove(id);
      } else {
        String broken = random.nextInt(6) == 0 ? "," : "";
        write(
            id, AppRows.definition(id, "k" + random.nextInt(4), "m" + random.nextInt(4)) + broken);
      }
      taken();

      assertThat(ConfiguredApps.twice(loaded.served())).isEmpty();
      assertThat(rows.keySet()).containsAll(served().keySet());
      before.forEach(
          (other, keys) -> {
            // Nobody who was served is dropped by what others write.
            if (rows.containsKey(other)) {
              assertThat(served()).containsKey(other);
            }
          });
    }
  }
}
