package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.testkit.AppSourceContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for apps of any database. */
abstract class JdbcAppsContract extends AppSourceContract {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();

  /** The database of this test, in which nothing is. */
  abstract AppsDatabase database() throws IOException;

  /** How often it is asked. */
  abstract Duration poll();

  private AppsDatabase base() {
    try {
      return database();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  JdbcApps source() {
    return new JdbcApps(
        base(),
        AppDefinitions.of(ServerConfig.builder().build()),
        new JdbcApps.Pace(poll(), PATIENCE));
  }

  @Override
  protected AppSource sourceOf(List<App> apps) {
    rows().replace(AppRows.of(apps));
    return source();
  }

  @Override
  protected void change(AppSource source, List<App> apps) {
    rows().replace(AppRows.of(apps));
  }

  AppRows rows() {
    return new AppRows(base());
  }

  /** Starts it, and lets each change be awaited. */
  void start(AppSource source) throws IOException {
    source.start(() -> heard.add(source.all().stream().map(App::id).sorted().toList()));
  }

  /** The ids of the apps after the next change. */
  List<String> nextChange() throws InterruptedException {
    return Optional.ofNullable(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).orElseThrow();
  }

  @Test
  @Tag("CLU-050")
  void givenSomebodyWhoKnowsOfAChange_itIsFoundLongBeforeTheNextLook()
      throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    JdbcApps.Pace seldom = new JdbcApps.Pace(Duration.ofHours(1), PATIENCE);
    try (AppSource source =
        new JdbcApps(base(), AppDefinitions.of(ServerConfig.builder().build()), seldom)) {
      start(source);
      rows().put(Map.of("2", AppRows.definition("2", "key-2")));
      source.lookNow();

      assertThat(nextChange()).containsExactly("1", "2");
    }
  }

  private void awaitKey(AppSource source, String key) throws InterruptedException {
    while (source.byKey(key).isEmpty()) {
      nextChange();
    }
  }

  @Test
  @Tag("LIM-042")
  void givenAKeyThatIsRotated_theNewOneIsFoundAndThenTheOldOneIsNot()
      throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "old-key")));
    try (AppSource source = source()) {
      start(source);
      rows().put(Map.of("1", AppRows.definition("1", "old-key", "new-key")));
      nextChange();
      assertThat(source.byKey("old-key")).isPresent();
      assertThat(source.byKey("new-key")).isPresent();

      rows().put(Map.of("1", AppRows.definition("1", "new-key")));
      nextChange();
      assertThat(source.byKey("old-key")).isEmpty();
      assertThat(source.byKey("new-key")).isPresent();
    }
  }

  @Test
  @Tag("THR-49")
  void givenADefinitionThatCannotBeTaken_itsAppStaysAndOthersChange()
      throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    try (AppSource source = source()) {
      start(source);
      assertThat(source.refusedDefinitions()).isZero();
      rows().put(Map.of("1", "{\"id\":\"1\",\"kays\":[]}", "3", "[]"));
      rows().put(Map.of("2", AppRows.definition("2", "key-2")));

      awaitKey(source, "key-2");
      assertThat(source.byKey("key-1")).map(App::id).contains("1");
      assertThat(source.byId("3")).isEmpty();
      assertThat(source.refusedDefinitions()).isEqualTo(2);

      rows().replace(Map.of("1", AppRows.definition("1", "key-3")));
      awaitKey(source, "key-3");
      assertThat(source.byKey("key-1")).isEmpty();
      assertThat(source.refusedDefinitions()).isZero();
    }
  }

  @Test
  @Tag("LIM-016")
  void givenOtherLimitsOfTheNode_anAppHasThemWhereItSetsNoneOfItsOwn()
      throws IOException, InterruptedException {
    String own =
        AppRows.definition("1", "key-1").replaceFirst("}$", ",\"limits\":{\"max_batch_size\":3}}");
    rows().put(Map.of("1", own));
    try (AppSource source = source()) {
      start(source);
      for (long members : List.of(7L, 8L)) {
        source.limitsOfNode(
            Limits.DEFAULTS.with(
                Map.of(Limit.MAX_PRESENCE_MEMBERS, members, Limit.MAX_BATCH_SIZE, 5L)));
        nextChange();
        assertThat(limit(source, Limit.MAX_PRESENCE_MEMBERS)).isEqualTo(members);
        assertThat(limit(source, Limit.MAX_BATCH_SIZE)).isEqualTo(3);
      }

      rows().put(Map.of("1", AppRows.definition("1", "key-2")));
      awaitKey(source, "key-2");
      assertThat(limit(source, Limit.MAX_PRESENCE_MEMBERS)).isEqualTo(8);
      assertThat(limit(source, Limit.MAX_BATCH_SIZE)).isEqualTo(5);
    }
  }

  private static long limit(AppSource source, Limit limit) {
    return source.byId("1").orElseThrow().limits().of(limit);
  }

  @Test
  @Tag("LIM-043")
  void givenARowWithTheKeyOfAnother_itIsNotServedUntilTheOtherGivesItAway()
      throws IOException, InterruptedException {
    rows().put(Map.of("2", AppRows.definition("2", "key-1")));
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    try (AppSource source = source()) {
      start(source);
      assertThat(source.byKey("key-1")).map(App::id).contains("2");
      assertThat(source.byId("1")).isEmpty();
      assertThat(source.refusedDefinitions()).isEqualTo(1);

      rows().put(Map.of("2", AppRows.definition("2", "key-2")));
      awaitKey(source, "key-2");
      assertThat(source.byKey("key-1")).map(App::id).contains("1");
      assertThat(source.refusedDefinitions()).isZero();
    }
  }

  @Test
  @Tag("LIM-043")
  void givenAnyHistoryOfTwoRowsWithOneKey_aRestartedServerGivesItToTheSame() throws IOException {
    rows().put(Map.of("1", AppRows.definition("1", "first")));
    rows().put(Map.of("2", AppRows.definition("2", "second")));
    // Each claims what the other has, and whoever has it rotates or renames afterwards.
    rows().put(Map.of("2", AppRows.definition("2", "second", "first")));
    rows().put(Map.of("1", AppRows.definition("1", "first", "third")));
    assertOwner("first", "1");
    rows().put(Map.of("2", AppRows.definition("2", "second")));
    rows().put(Map.of("1", AppRows.definition("1", "first", "second")));
    rows().put(Map.of("2", AppRows.definition("2", "fourth", "second")));
    assertOwner("second", "2");
    rows().put(Map.of("2", AppRows.definition("2", "fourth")));
    rows().put(Map.of("2", AppRows.definition("2", "fourth", "second")));
    assertOwner("second", "1");
  }

  private void assertOwner(String key, String id) throws IOException {
    try (AppSource source = source()) {
      start(source);
      assertThat(source.byKey(key)).map(App::id).contains(id);
    }
  }

  @Test
  @Tag("LIM-031")
  @Tag("THR-61")
  void givenARowThatServesNothing_notAllAppsAreThereUntilItDoes()
      throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1"), "2", "{\"id\":\"2\"}"));
    try (AppSource source = source()) {
      start(source);
      assertThat(source.byKey("key-1")).isPresent();
      assertThat(source.isComplete()).isFalse();

      rows().put(Map.of("2", AppRows.definition("2", "key-2")));
      awaitKey(source, "key-2");
      assertThat(source.isComplete()).isTrue();
      rows().put(Map.of("1", "{\"id\":\"1\"}"));
      rows().put(Map.of("2", AppRows.definition("2", "key-3")));
      awaitKey(source, "key-3");
      assertThat(source.refusedDefinitions()).isEqualTo(1);
      // It is served as it was.
      assertThat(source.isComplete()).isTrue();
    }
  }

  @Test
  @Tag("HOOK-093")
  void givenAppsOfADatabase_theyAreNotTheOperatorsOwn() throws IOException {
    try (AppSource source = source()) {
      start(source);
      assertThat(source.isOperatorsOwn()).isFalse();
      assertThat(source.isComplete()).isTrue();
    }
  }
}
