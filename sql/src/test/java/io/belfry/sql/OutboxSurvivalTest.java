package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxSurvivalTest {
  private static final int LIVES = 5;
  private static final int MOST_COMMITS = 60;
  private static final int MEBIBYTE = 1 << 20;

  @TempDir private Path folder;

  private OutboxStore store() {
    return new SqliteOutbox(folder.resolve("data"));
  }

  @Test
  @Tag("HOOK-072")
  @Tag("THR-54")
  void givenAProcessThatIsKilledAmidCommits_itHasWholeCommitsAndAllThatReturned()
      throws IOException, InterruptedException {
    Random random = new Random(17);
    for (int life = 0; life < LIVES; life++) {
      long promised = killedAmidCommits(random.nextInt(MOST_COMMITS));

      try (OutboxStore store = store()) {
        Found found = store.open();
        assertThat(found.lastNumber()).isGreaterThanOrEqualTo(promised);
        assertThat(found.lastNumber() % OutboxProcess.eventsACommit()).isZero();
        assertThat(store.waiting(OutboxEvents.TARGET, 0, MEBIBYTE, MEBIBYTE << 6))
            .extracting(Delivery::number)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(1, found.lastNumber()).boxed().toList());
      }
    }
  }

  // The last number whose commit has returned.
  private long killedAmidCommits(int commits) throws IOException, InterruptedException {
    long promised = 0;
    try (OutboxProcess process = OutboxProcess.start(folder)) {
      assertThat(process.line()).isEqualTo("opened");
      process.tell("stream");
      for (int i = 0; i <= commits; i++) {
        promised = Long.parseLong(process.line());
      }
      process.kill();
      for (String line = process.line(); !line.isEmpty(); line = process.line()) {
        promised = Long.parseLong(line);
      }
    }
    return promised;
  }

  @Test
  @Tag("HOOK-072")
  void givenAnotherProcessThatHasIt_itIsBusyUntilThatIsKilled()
      throws IOException, InterruptedException {
    try (OutboxProcess process = OutboxProcess.start(folder)) {
      assertThat(process.line()).isEqualTo("opened");
      try (OutboxStore store = store()) {
        assertThatThrownBy(store::open)
            .isInstanceOf(OutboxStore.Busy.class)
            .hasMessageContaining("outbox.db is in use by another process");
        process.kill();
        assertThat(store.open().waiting()).isEmpty();
      }
    }
  }

  @Test
  @Tag("HOOK-072")
  @SuppressWarnings("try") // one is closed so that the other can have the file
  void givenAnotherOutboxOfThisProcessThatHasIt_bothKnow()
      throws IOException, InterruptedException {
    try (OutboxStore first = store();
        OutboxStore second = store()) {
      first.open();
      assertThatThrownBy(second::open).isInstanceOf(OutboxStore.Busy.class);
      second.close();
      first.commit(OutboxEvents.added(1, 1, 10));
      // The lock is not lost when another descriptor of the same file is closed.
      try (OutboxProcess process = OutboxProcess.start(folder)) {
        assertThat(process.line()).startsWith("busy");
      }
      first.close();
      assertThat(second.open().waiting()).containsKey(OutboxEvents.TARGET);
    }
  }

  @Test
  @Tag("HOOK-072")
  @Tag("THR-56")
  void givenAFullDisk_itSaysSoAndChangesNothingAndGoesOnWhenThereIsRoom()
      throws IOException, InterruptedException {
    try (OutboxProcess process = onASmallDisk()) {
      assertThat(process.line()).isEqualTo("opened");
      assertThat(process.ask("1000")).isEqualTo("ok 3");
      process.ask("ballast");

      String refused = process.ask("300000");
      assertThat(refused).contains("outbox.db cannot ", "disk");
      assertThat(process.ask("300000")).isEqualTo(refused);

      assertThat(process.ask("room")).isEqualTo("true");
      assertThat(process.ask("1000")).isEqualTo("ok 6");
      process.kill();
    }
  }

  private OutboxProcess onASmallDisk() throws IOException {
    String small =
        "mount -t tmpfs -o size=2m none \"$0\" && exec \"$@\"; ulimit -f 4096; exec \"$@\"";
    return OutboxProcess.start(folder, "unshare", "-rm", "sh", "-c", small, folder.toString());
  }

  @Test
  @Tag("USR-032")
  @Tag("THR-56")
  void givenAFullDisk_blocksAreRefusedAlikeUntilThereIsRoom()
      throws IOException, InterruptedException {
    try (OutboxProcess process = onASmallDisk()) {
      assertThat(process.line()).isEqualTo("opened");
      assertThat(process.ask("block")).isEqualTo("ok");
      process.ask("ballast");

      String refused = process.ask("blocks");
      assertThat(refused).contains("shutouts.db cannot ", "disk");
      assertThat(process.ask("blocks")).isEqualTo(refused);

      assertThat(process.ask("room")).isEqualTo("true");
      assertThat(process.ask("block")).isEqualTo("ok");
      process.kill();
    }
  }

  @Test
  @Tag("HOOK-072")
  @Tag("THR-56")
  void givenAFileThatMayNotGrow_itSaysSoAndGoesOnWhenItMay()
      throws IOException, InterruptedException {
    String limited = "ulimit -Sf 4096; exec \"$@\"";
    try (OutboxProcess process =
        OutboxProcess.start(folder, "sh", "-c", limited, folder.toString())) {
      assertThat(process.line()).isEqualTo("opened");
      assertThat(process.ask("1000")).isEqualTo("ok 3");

      assertThat(process.ask("900000")).contains("outbox.db cannot be read or written");
      assertThat(process.ask("900000")).contains("outbox.db cannot be read or written");

      String pid = String.valueOf(process.pid());
      List<String> lifted = List.of("prlimit", "--pid", pid, "--fsize=unlimited");
      assertThat(new ProcessBuilder(lifted).inheritIO().start().waitFor()).isZero();
      assertThat(process.ask("900000")).isEqualTo("ok 6");
      process.kill();
    }
    try (OutboxStore store = store()) {
      store.open();
      assertThat(store.waiting(OutboxEvents.TARGET, 0, 100, MEBIBYTE << 6)).hasSize(6);
    }
  }
}
