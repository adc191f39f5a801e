package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxSequencesTest {
  private static final long MOST = 20;
  private static final long MOST_IN_ALL = 50;

  @TempDir private Path folder;

  @Test
  @Tag("HOOK-070")
  void givenManyEndpointsWithManySubjects_allTogetherAreBounded() throws IOException, SQLException {
    try (Connection connection = new SqliteFile(folder, SqliteOutbox.FORM).open()) {
      Statements statements = new Statements(connection);
      OutboxSequences sequences = new OutboxSequences(statements, MOST, MOST_IN_ALL);
      long used = 0;
      for (long target = 1; target <= 10; target++) {
        statements.run("INSERT INTO target(id, app, endpoint) VALUES(?, '1', ?)", target, target);
        for (int i = 0; i < MOST - 2; i++) {
          sequences.next(target, "c:" + i, ++used);
          sequences.forgetSurplus();
        }
        assertThat(statements.number("SELECT count(*) FROM sequence")).isBetween(1L, MOST_IN_ALL);
      }
      assertThat(statements.number("SELECT min(target) FROM sequence")).isGreaterThan(6);
      assertThat(sequences.next(10, "c:1", ++used)).isEqualTo(2);
    }
  }
}
