package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.ShutoutStore;
import io.belfry.server.testkit.ShutoutStoreContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteShutoutsTest extends ShutoutStoreContract {
  private static final long NOW = 1_795_394_431_000L;
  private static final Shutout BLOCK =
      new Shutout.Block("1", new UserId("u7"), NOW, NOW + 60_000, "Spam");

  @TempDir Path folder;

  @Override
  protected ShutoutStore empty() {
    return new SqliteShutouts(folder);
  }

  private Path file() {
    return folder.resolve("shutouts.db");
  }

  @Test
  void givenNobodyWhoIsShutOut_noFileIsMade() throws IOException {
    try (ShutoutStore store = empty()) {
      store.all(NOW);
      store.remove("1", "bu7");
      store.changedElsewhere(NOW);
    }

    assertThat(file()).doesNotExist();
  }

  @Test
  @Tag("USR-032")
  void givenAProcessThatEndsWithoutAWord_theNextOneKnows() throws IOException {
    ShutoutStore lost = empty();
    lost.put(BLOCK);

    try (ShutoutStore next = empty()) {
      assertThat(next.all(NOW)).containsExactly(BLOCK);
    }
    lost.close();
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  @Tag("USR-032")
  void givenTwoProcesses_eachSeesWhatTheOtherChanges() throws IOException {
    try (ShutoutStore old = empty();
        ShutoutStore next = empty()) {
      old.all(NOW);
      next.all(NOW);

      old.put(BLOCK);
      old.changedElsewhere(NOW);
      assertThat(next.changedElsewhere(NOW))
          .hasValueSatisfying(all -> assertThat(all).containsExactly(BLOCK));
      assertThat(next.changedElsewhere(NOW)).isEmpty();
      assertThat(old.changedElsewhere(NOW)).isEmpty();

      next.remove("1", BLOCK.key());
      assertThat(old.changedElsewhere(NOW)).hasValueSatisfying(all -> assertThat(all).isEmpty());
    }
  }

  @Test
  @Tag("USR-032")
  void givenAFileThatIsNoDatabase_itIsSaidAndLeftAsItIs() throws IOException {
    byte[] foreign =
        "somebody else's notes, in a file of this name".getBytes(StandardCharsets.UTF_8);
    Files.write(file(), foreign);

    try (ShutoutStore store = empty()) {
      assertThatThrownBy(() -> store.all(NOW))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is no database")
          .hasMessageContaining("whoever is shut out may sign in then");
    }
    assertThat(file()).hasBinaryContent(foreign);
  }
}
