package io.belfry.sql;

import io.belfry.server.store.Shutout;
import io.belfry.server.store.ShutoutStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps who is shut out in a file of SQLite, which is made when the first is to be kept. The
 * process whose place this one takes has it open for a while, too, and each sees what the other
 * does.
 *
 * <p>Thread: asked by one thread.
 *
 * @see "rules USR-032, USR-033, USR-046"
 */
final class SqliteShutouts implements ShutoutStore {
  private static final SqliteFile.Form FORM =
      new SqliteFile.Form(
          "shutouts.db",
          0x42656c53, // BelS
          1,
          SqliteFile.Sharing.SHARED,
          List.of(
              "CREATE TABLE shutout(app TEXT NOT NULL, key TEXT NOT NULL, until_ms INTEGER NOT"
                  + " NULL, json BLOB NOT NULL, PRIMARY KEY(app, key)) WITHOUT ROWID",
              "CREATE INDEX by_end ON shutout(until_ms)"),
          "To begin without blocks and revocations, move shutouts.db and all shutouts.db-… in %s"
              + " away; whoever is shut out may sign in then.");

  private final SqliteFile file;
  private @Nullable Opened opened;
  // What SQLite says of changes by others: unlike this, something has changed.
  private long version = -1;

  SqliteShutouts(Path dataDir) {
    this.file = new SqliteFile(dataDir, FORM);
  }

  private record Opened(Connection connection, Statements statements) {}

  @FunctionalInterface
  private interface Work<T> {
    T on(Statements statements) throws SQLException;
  }

  @Override
  public List<Shutout> all(long nowMillis) throws IOException {
    return opened != null || file.exists()
        ? with(statements -> read(statements, nowMillis))
        : List.of();
  }

  private List<Shutout> read(Statements statements, long nowMillis) throws SQLException {
    version = statements.number("PRAGMA data_version");
    List<Shutout> all = new ArrayList<>();
    statements.each(
        row -> Shutout.ofJson(row.getBytes(1)).ifPresent(all::add),
        "SELECT json FROM shutout WHERE until_ms > ?",
        nowMillis);
    return List.copyOf(all);
  }

  @Override
  public void put(Shutout shutout) throws IOException {
    with(
        statements -> {
          statements.run("DELETE FROM shutout WHERE until_ms <= ?", shutout.sinceMillis());
          return statements.update(
              "INSERT INTO shutout(app, key, until_ms, json) VALUES(?, ?, ?, ?)"
                  + " ON CONFLICT(app, key) DO UPDATE SET until_ms = excluded.until_ms,"
                  + " json = excluded.json",
              shutout.appId(),
              shutout.key(),
              shutout.untilMillis(),
              shutout.json());
        });
  }

  @Override
  public void remove(String appId, String key) throws IOException {
    if (opened != null || file.exists()) {
      with(
          statements ->
              statements.update("DELETE FROM shutout WHERE app = ? AND key = ?", appId, key));
    }
  }

  @Override
  public Optional<List<Shutout>> changedElsewhere(long nowMillis) throws IOException {
    if (opened == null && !file.exists()) {
      return Optional.empty();
    }
    return with(
        statements ->
            statements.number("PRAGMA data_version") == version
                ? Optional.empty()
                : Optional.of(read(statements, nowMillis)));
  }

  private <T> T with(Work<T> work) throws IOException {
    Opened now = opened;
    if (now == null) {
      Connection connection = file.open();
      now = new Opened(connection, new Statements(connection));
      opened = now;
    }
    try {
      return work.on(now.statements());
    } catch (SQLException e) {
      if (SqliteFile.code(e) == SQLiteErrorCode.SQLITE_FULL.code) {
        now.statements().prepareAgain();
      } else {
        close();
      }
      throw file.explained(e);
    }
  }

  @Override
  public void close() {
    Opened now = opened;
    opened = null;
    version = -1;
    if (now != null) {
      SqliteFile.closeQuietly(now.connection());
    }
  }
}
