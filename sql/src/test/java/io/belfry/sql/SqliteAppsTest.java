package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.app.AppSource;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAppsTest extends JdbcAppsContract {
  @TempDir private Path folder;

  @Override
  AppsDatabase database() {
    return new SqliteApps(folder.resolve("apps of ü?.db"), folder);
  }

  @Override
  Duration poll() {
    return Duration.ofMillis(20);
  }

  @Test
  @Tag("LIM-016")
  void givenAFileThatIsReplaced_theNewOneIsRead() throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    Path next = folder.resolve("next.db");
    new AppRows(new SqliteApps(next, folder)).put(Map.of("2", AppRows.definition("2", "key-2")));
    try (AppSource source = source()) {
      start(source);
      Files.move(next, folder.resolve("apps of ü?.db"), StandardCopyOption.ATOMIC_MOVE);

      assertThat(nextChange()).containsExactly("2");
    }
  }

  @Test
  @Tag("THR-61")
  void givenAFileThatGoesAway_appsGoOnUntilThereIsOneAgain()
      throws IOException, InterruptedException {
    Path file = folder.resolve("apps of ü?.db");
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    Path next = folder.resolve("next.db");
    new AppRows(new SqliteApps(next, folder)).put(Map.of("2", AppRows.definition("2", "key-2")));
    Semaphore tries = new Semaphore(0);
    JdbcApps.Pace pace = new JdbcApps.Pace(poll(), PATIENCE, millis -> tries.release());
    AppDefinitions definitions = AppDefinitions.of(ServerConfig.builder().build());
    try (AppSource source = new JdbcApps(database(), definitions, pace)) {
      start(source);
      Files.delete(file);
      tries.acquire(3);

      assertThat(file).doesNotExist();
      assertThat(source.isComplete()).isFalse();
      assertThat(source.byKey("key-1")).isPresent();
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(nextChange()).containsExactly("2");
    }
  }

  @Test
  @Tag("THR-61")
  void givenATableWithoutItsTriggers_theyAreMade() throws IOException, SQLException {
    try (AppTable table = AppTable.open(database());
        Statement statement = table.connection().createStatement()) {
      table.insert("1", AppRows.definition("1", "key-1"));
      statement.execute("DROP TRIGGER belfry_apps_changed");
    }
    try (AppTable table = AppTable.open(database())) {
      long before = table.revision();
      rows().put(Map.of("1", AppRows.definition("1", "key-2")));
      assertThat(table.revision()).isGreaterThan(before);
    }
  }

  @Test
  @Tag("THR-61")
  void givenMoreThanTheMemoryMayTake_itIsNotRead() throws IOException, SQLException {
    rows().put(Map.of("1", AppRows.definition("1", "a"), "2", AppRows.definition("2", "b")));
    try (AppTable table = AppTable.open(database())) {
      assertThatThrownBy(() -> table.read(-1, 100))
          .hasMessageContaining("definitions of more than 100 characters in all");
      assertThat(table.read(-1, 1_000).changed()).hasSize(2);
    }
  }

  @Test
  @Tag("THR-61")
  void givenAFileThatIsNoDatabase_itDoesNotStart() throws IOException {
    Files.writeString(folder.resolve("apps of ü?.db"), "A list of apps.\n".repeat(1_000));

    try (AppSource source = source()) {
      assertThatThrownBy(() -> start(source))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("apps of ü?.db", "not a database");
    }
  }
}
