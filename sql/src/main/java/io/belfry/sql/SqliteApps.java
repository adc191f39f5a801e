package io.belfry.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
  private static final String NEXT = " UPDATE belfry_apps_state SET revision = revision + 1;";

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public boolean isThere() {
    return Files.exists(file);
  }

  @Override
  public Object identity() throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? "" : key;
    } catch (NoSuchFileException e) {
      return e.getClass();
    }
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
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('belfry_apps', 'belfry_apps_state',"
                + " 'belfry_apps_added', 'belfry_apps_changed', 'belfry_apps_removed')")
        == 5;
  }

  @Override
  public List<String> schema() {
    return List.of(
        "CREATE TABLE IF NOT EXISTS belfry_apps(id TEXT PRIMARY KEY NOT NULL,"
            + " definition TEXT NOT NULL CHECK(json_valid(definition)),"
            + " revision INTEGER NOT NULL DEFAULT 0, since TEXT NOT NULL DEFAULT '{}',"
            + " updated_at TEXT)",
        "CREATE TABLE IF NOT EXISTS belfry_apps_state(revision INTEGER NOT NULL)",
        "INSERT INTO belfry_apps_state SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM belfry_apps_state)",
        "CREATE TRIGGER IF NOT EXISTS belfry_apps_added AFTER INSERT ON belfry_apps BEGIN"
            + NEXT
            + written("'{}'")
            + " END",
        "CREATE TRIGGER IF NOT EXISTS belfry_apps_changed"
            + " AFTER UPDATE OF id, definition ON belfry_apps BEGIN"
            + NEXT
            + written("OLD.since")
            + " END",
        "CREATE TRIGGER IF NOT EXISTS belfry_apps_removed AFTER DELETE ON belfry_apps BEGIN"
            + NEXT
            + " END");
  }

  // Who had a key first has the right to it, also after a restart of all servers.
  private static String written(String since) {
    return " UPDATE belfry_apps SET revision = (SELECT revision FROM belfry_apps_state),"
        + " since = (SELECT json_group_object(k.value ->> '$.key', coalesce("
        + "(SELECT o.value FROM json_each("
        + since
        + ") AS o WHERE o.key = k.value ->> '$.key'),"
        + " (SELECT revision FROM belfry_apps_state)))"
        + " FROM json_each(NEW.definition, '$.keys') AS k WHERE k.type = 'object'"
        + " AND json_type(k.value, '$.key') = 'text'"
        + " AND coalesce(json_type(k.value, '$.active'), 'true') <> 'false'),"
        + " updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id;";
  }

  @Override
  public String definitionText() {
    return "definition";
  }

  @Override
  public String eachSince() {
    return "json_each(since)";
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
  public boolean await(Connection connection, Duration most) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(most.toNanos());
    return false;
  }

  @Override
  public boolean isPassing(SQLException e) {
    int code = SqliteFile.code(e);
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }
}
