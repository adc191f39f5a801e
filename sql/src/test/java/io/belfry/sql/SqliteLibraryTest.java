package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
  @Test
  void givenAFolderThatMayBeWrittenTo_itLoadsAndMayBeAskedAgain(@TempDir Path folder) {
    assertThatCode(
            () -> {
              SqliteLibrary.load(folder);
              SqliteLibrary.load(folder);
            })
        .doesNotThrowAnyException();
  }
}
