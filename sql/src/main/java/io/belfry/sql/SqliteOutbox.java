package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps webhooks in a file of SQLite: one writer, one transaction a commit, in the write-ahead log
 * and on the disk when {@link #commit} returns.
 *
 * <p>A fault of the disk changes nothing and is not for good: the file is opened again with the
 * next call, unless it was only full, which needs no more than room.
 *
 * <p>Thread: asked by one thread.
 *
 * @see "rules HOOK-070, HOOK-072, THR-54, THR-56"
 */
final class SqliteOutbox implements OutboxStore {
  private static final int COMMITS_BETWEEN_LOOKS = 64;
  private static final int WORTHWHILE_PAGES = 1024;
  private static final int PAGES_AT_A_TIME = 256;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE state(last_number INTEGER NOT NULL)",
          "INSERT INTO state VALUES(0)",
          "CREATE TABLE target(id INTEGER PRIMARY KEY, app TEXT NOT NULL, endpoint TEXT NOT NULL,"
              + " UNIQUE(app, endpoint))",
          "CREATE TABLE delivery(number INTEGER PRIMARY KEY, id BLOB NOT NULL,"
              + " target INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
              + " replayed_ms INTEGER, dead_ms INTEGER, cause TEXT, status INTEGER,"
              + " events INTEGER NOT NULL, bytes INTEGER NOT NULL)",
          "CREATE INDEX waiting ON delivery(target, number) WHERE dead_ms IS NULL",
          "CREATE INDEX dead ON delivery(number, target) WHERE dead_ms IS NOT NULL",
          "CREATE INDEX dead_by_id ON delivery(id) WHERE dead_ms IS NOT NULL",
          // The key is the number of the delivery and, in the lower 20 bits, the place in it.
          "CREATE TABLE event(key INTEGER PRIMARY KEY, subject TEXT NOT NULL,"
              + " sequence INTEGER NOT NULL, raised_ms INTEGER NOT NULL, json BLOB NOT NULL)",
          "CREATE TABLE sequence(target INTEGER NOT NULL, subject TEXT NOT NULL,"
              + " last INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY(target, subject))"
              + " WITHOUT ROWID",
          "CREATE TABLE held(target INTEGER NOT NULL, subject TEXT NOT NULL,"
              + " since_ms INTEGER NOT NULL, PRIMARY KEY(target, subject)) WITHOUT ROWID");
  static final SqliteFile.Form FORM =
      new SqliteFile.Form(
          "outbox.db",
          0x42656c46, // BelF
          1,
          SqliteFile.Sharing.ALONE,
          SCHEMA,
          "To begin with an empty outbox, move outbox.db and all outbox.db-… in %s away; webhooks"
              + " that waited in it are not sent then.");

  private final SqliteFile file;
  private @Nullable Opened opened;
  private boolean isInUse;
  private int commits;

  SqliteOutbox(Path dataDir) {
    this.file = new SqliteFile(dataDir, FORM);
  }

  /** A connection, and what is known of the file behind it. */
  private record Opened(Connection connection, OutboxContents contents, OutboxChanges changes) {
    static Opened of(Connection connection) throws SQLException {
      Statements statements = new Statements(connection);
      OutboxTargets targets = new OutboxTargets(statements);
      OutboxContents contents = new OutboxContents(statements, targets);
      return new Opened(connection, contents, new OutboxChanges(statements, targets));
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Opened opened) throws SQLException;
  }

  @Override
  public Found open() throws IOException {
    close();
    Connection connection = file.open();
    isInUse = true;
    opened = knownOf(connection);
    return with(now -> now.contents().found());
  }

  private Opened knownOf(Connection connection) throws IOException {
    try {
      return Opened.of(connection);
    } catch (SQLException e) {
      SqliteFile.closeQuietly(connection);
      throw file.explained(e);
    }
  }

  @Override
  public long[] commit(Changes changes) throws IOException {
    long[] sequences = with(now -> now.changes().make(changes));
    giveBackPages();
    return sequences;
  }

  // A file that has grown in an outage of an endpoint shrinks again, a little at a time.
  private void giveBackPages() {
    Opened now = opened;
    if (++commits % COMMITS_BETWEEN_LOOKS != 0 || now == null) {
      return;
    }
    try (var statement = now.connection().createStatement()) {
      if (now.changes().freePages() >= WORTHWHILE_PAGES) {
        statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_A_TIME + ")");
      }
    } catch (SQLException e) {
      // Nothing is lost but room, and the next commit says what is wrong.
    }
  }

  @Override
  public List<Delivery> waiting(Target target, long after, int maxEvents, long maxBytes)
      throws IOException {
    return with(now -> now.contents().waiting(target, after, maxEvents, maxBytes));
  }

  @Override
  public List<DeadLetter> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) throws IOException {
    return with(now -> now.contents().deadLetters(appId, endpoint, after, most));
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID delivery) throws IOException {
    return with(now -> now.contents().deadLetter(delivery));
  }

  @Override
  public long bytes() throws IOException {
    return with(now -> now.changes().bytes());
  }

  @Override
  public List<Dropped> shrinkTo(long maxBytes) throws IOException {
    return with(now -> now.changes().shrinkTo(maxBytes));
  }

  private <T> T with(Work<T> work) throws IOException {
    if (!isInUse) {
      throw new IllegalStateException("The outbox is not open.");
    }
    Opened now = opened;
    if (now == null) {
      now = knownOf(file.openAgain());
      opened = now;
    }
    try {
      return work.on(now);
    } catch (SQLException e) {
      if (SqliteFile.code(e) != SQLiteErrorCode.SQLITE_FULL.code) {
        opened = null;
        SqliteFile.closeQuietly(now.connection());
      }
      throw file.explained(e);
    }
  }

  @Override
  public void close() {
    isInUse = false;
    Opened now = opened;
    opened = null;
    if (now != null) {
      SqliteFile.closeQuietly(now.connection());
    }
  }
}
