package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.app.AppSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
