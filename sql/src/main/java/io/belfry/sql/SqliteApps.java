package io.belfry.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * Apps in a file of SQLite, which other programs may change meanwhile.
 *
 * @param file the file; made where it is not there
 * @param dataDir folder that the server may write to
 */
record SqliteApps(Path file, Path dataDir) implements AppsDatabase {
  static final String PREFIX = "jdbc:sqlite:";

  private static final int BUSY_MILLIS = 5_000;
  private static final String COUNT =
      "UPDATE belfry_apps_state SET revision = revision + 1;"
          + " UPDATE belfry_apps SET revision = (SELECT revision FROM belfry_apps_state),"
          + " updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id;";

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Connection connect() throws SQLException, IOException {
    SqliteLibrary.load(dataDir.resolve("native"));
    String url = JDBC.PREFIX + file.toAbsolutePath().toUri().toASCIIString();
    Connection connection = JDBC.createConnection(url, new Properties());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public boolean isLaid(Statements statements) throws SQLException {
    return statements.number(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                + " AND name IN ('belfry_apps', 'belfry_apps_state')")
        == 2;
  }

  @Override
  public List<String> schema() {
    return List.of(
        "CREATE TABLE belfry_apps(id TEXT PRIMARY KEY NOT NULL,"
            + " definition TEXT NOT NULL CHECK(json_valid(definition)),"
            + " revision INTEGER NOT NULL DEFAULT 0, updated_at TEXT)",
        "CREATE TABLE belfry_apps_state(revision INTEGER NOT NULL)",
        "INSERT INTO belfry_apps_state VALUES(0)",
        "CREATE TRIGGER belfry_apps_added AFTER INSERT ON belfry_apps BEGIN " + COUNT + " END",
        "CREATE TRIGGER belfry_apps_changed AFTER UPDATE OF id, definition ON belfry_apps BEGIN "
            + COUNT
            + " END",
        "CREATE TRIGGER belfry_apps_removed AFTER DELETE ON belfry_apps BEGIN"
            + " UPDATE belfry_apps_state SET revision = revision + 1; END");
  }

  @Override
  public String definitionText() {
    return "definition";
  }

  @Override
  public String definitionValue() {
    return "?";
  }

  @Override
  public void listen(Connection connection) {
    // A file tells nobody; it is looked at.
  }

  @Override
  public void await(Connection connection, Duration most) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(most.toNanos());
  }

  @Override
  public boolean isPassing(SQLException e) {
    int code = OutboxFile.code(e);
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }
}
