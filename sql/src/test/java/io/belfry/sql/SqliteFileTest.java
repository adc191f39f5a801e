package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
  private static final int MANY = 100_000;
  private static final long MEBIBYTE = 1 << 20;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("outbox.db");
  }

  private static void refuses(Path folder, String... words) throws IOException {
    List<Path> before = files(folder);
    try (OutboxStore store = new SqliteOutbox(folder)) {
      assertThatThrownBy(store::open)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(OutboxStore.Busy.class)
          .hasMessageContaining(folder.resolve("outbox.db").toString())
          .hasMessageContainingAll(words)
          .hasMessageContaining("To begin with an empty outbox, move outbox.db");
    }
    assertThat(files(folder)).isEqualTo(before);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void fill(Path folder, long events) throws IOException {
    try (OutboxStore store = new SqliteOutbox(folder)) {
      store.open();
      store.commit(OutboxEvents.added(1, events, 100));
    }
  }

  @Test
  @Tag("THR-51")
  void givenAFolderThatIsNotThere_itIsMadeForTheOwnerAlone() throws IOException {
    Path data = folder.resolve("a").resolve("data");
    try (OutboxStore store = new SqliteOutbox(data)) {
      store.open();
      store.commit(OutboxEvents.added(1, 1, 1));

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
          .isEqualTo("rwx------");
      for (Path one : files(data)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  @Tag("HOOK-072")
  void givenATextFile_itIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(file, "A list of things to do.\n".repeat(1_000));

    refuses(folder, "is no database");
    assertThat(file).content().startsWith("A list of things");
  }

  @Test
  @Tag("HOOK-072")
  void givenAnEmptyFile_itIsRefused() throws IOException {
    Files.createFile(file);

    refuses(folder, "is empty, so what was in it is lost");
    assertThat(file).isEmptyFile();
  }

  @Test
  @Tag("HOOK-072")
  void givenADatabaseOfAnotherProgram_itIsRefused() throws IOException, SQLException {
    sql("CREATE TABLE delivery(number INTEGER PRIMARY KEY)");

    refuses(folder, "is a database of another program");
  }

  @Test
  @Tag("HOOK-072")
  void givenAnOutboxOfANewerBelfry_itIsRefused() throws IOException, SQLException {
    fill(folder, 1);
    sql("PRAGMA user_version=2");

    refuses(folder, "was written by a newer Belfry (form 2, known is 1)");
  }

  @Test
  @Tag("HOOK-072")
  void givenAnOutboxWithoutATable_itIsRefused() throws IOException, SQLException {
    fill(folder, 1);
    sql("DROP TABLE event");

    refuses(folder, "is damaged: a table is not there");
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  @Tag("HOOK-072")
  void givenAFolderOrALinkInItsPlace_itIsRefused() throws IOException {
    Files.createDirectory(file);
    refuses(folder, "is no file of its own");
    Files.delete(file);

    Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);
    refuses(folder, "is no file of its own");
    assertThat(elsewhere).isEmptyFile();
  }

  @Test
  @Tag("HOOK-072")
  void givenALogWithoutItsFile_itIsRefused() throws IOException {
    Files.writeString(folder.resolve("outbox.db-wal"), "what waited");

    refuses(folder, "outbox.db-wal is there, and outbox.db, to which it belongs, is not");
  }

  @Test
  @Tag("HOOK-072")
  void givenAFileThatWasCut_itIsRefused() throws IOException {
    fill(folder, 500);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    refuses(folder, "is damaged");
  }

  @Property(tries = 60, seed = "17")
  @net.jqwik.api.Tag("HOOK-072")
  void givenAnyDamage_itSaysSoInASentenceOrGivesWhatIsThere(
      @ForAll @IntRange(max = 60_000) int at, @ForAll byte flipped, @ForAll boolean isCut)
      throws IOException {
    Path data = Files.createTempDirectory("belfry-outbox");
    fill(data, 200);
    Path damaged = data.resolve("outbox.db");
    byte[] whole = Files.readAllBytes(damaged);
    int place = at % whole.length;
    whole[place] ^= flipped;
    Files.write(damaged, isCut ? Arrays.copyOf(whole, place) : whole);

    try (OutboxStore store = new SqliteOutbox(data)) {
      store.open();
      store.waiting(OutboxEvents.TARGET, 0, MANY, MEBIBYTE);
      store.commit(OutboxEvents.added(1_000, 10, 100));
      store.shrinkTo(0);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(damaged.toString());
    }
    for (Path one : files(data)) {
      Files.delete(one);
    }
    Files.delete(data);
  }

  @Test
  @Tag("HOOK-070")
  @Tag("THR-55")
  @SuppressWarnings("try") // closed before the end, which is when the file gets its size
  void givenAHundredThousandEvents_memoryStaysFlatAndTheFileShrinksAfterwards() throws IOException {
    try (OutboxStore store = new SqliteOutbox(folder)) {
      store.open();
      store.commit(OutboxEvents.added(1, 100, 300));
      long before = usedMemory();
      for (long from = 101; from <= MANY; from += 500) {
        store.commit(OutboxEvents.added(from, 500, 300));
      }
      assertThat(usedMemory() - before).isLessThan(4 * MEBIBYTE);
      long grown = Files.size(file);
      assertThat(store.bytes()).isGreaterThan(grown / 2);

      List<Delivery> window = store.waiting(OutboxEvents.TARGET, 0, 10_000, 16 * MEBIBYTE);
      assertThat(window).hasSize(10_000);
      for (long from = 1; from <= MANY; from += 100) {
        List<Long> done = LongStream.range(from, from + 100).boxed().toList();
        store.commit(OutboxEvents.changes(List.of(), done));
      }
      assertThat(Files.size(folder.resolve("outbox.db-wal"))).isLessThan(32 * MEBIBYTE);
      store.close();
      assertThat(Files.size(file)).isLessThan(grown * 9 / 10);
    }
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  @Tag("HOOK-072")
  void givenAHeadAndNothingElse_itIsRefused() throws IOException {
    Files.write(file, "SQLite format 3\u0000".getBytes(StandardCharsets.US_ASCII));

    refuses(folder, "is no database");
  }
}
