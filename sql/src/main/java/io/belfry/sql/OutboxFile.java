package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore.Busy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;

/**
 * The file of the outbox: made where it is not there, and never where something else is.
 *
 * <p>SQLite's own exclusive lock keeps other processes away. The kernel takes it from a process
 * that was killed, and with it the write-ahead log needs no shared memory and waits for no reader.
 *
 * <p>Thread: confined to that of the outbox.
 *
 * @see "rules HOOK-072, THR-51"
 */
final class OutboxFile {
  private static final int APPLICATION_ID = 0x42656c46; // BelF
  private static final int VERSION = 1;
  private static final int BUSY_MILLIS = 250;
  private static final int PRIMARY_CODE = 0xff;
  private static final int STEPS_BETWEEN_LOOKS = 100_000;
  private static final Duration CHECKED_FOR = Duration.ofSeconds(2);
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

  private final Path folder;
  private final Path path;

  OutboxFile(Path folder) {
    this.folder = folder;
    this.path = folder.resolve("outbox.db");
  }

  /**
   * Opens it for a new life, and makes it first where it is not there.
   *
   * @throws Busy while another process has it
   */
  Connection open() throws IOException {
    makeFolder();
    SqliteLibrary.load(folder.resolve("native"));
    boolean isNew = isMadeNow();
    try {
      Connection connection = connect();
      try {
        if (isNew) {
          lay(connection);
        }
        judge(connection);
        check(connection);
        return tuned(connection);
      } catch (SQLException | IOException | RuntimeException e) {
        closeQuietly(connection);
        throw e;
      }
    } catch (SQLException e) {
      if (isNew) {
        Files.deleteIfExists(path);
      }
      throw explained(e);
    }
  }

  /** Opens it again after a fault, in the same life. */
  Connection openAgain() throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(
          path + " is gone. Put it back, or start Belfry anew; it then begins with an empty one.");
    }
    try {
      return tuned(connect());
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, readableTo("rwx------"));
    }
  }

  private FileAttribute<?>[] readableTo(String permissions) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  // Whoever makes the file lays it out: two processes that start together must not both do it.
  private boolean isMadeNow() throws IOException {
    Path log = folder.resolve("outbox.db-wal");
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Files.exists(log)) {
      throw new IOException(
          log + " is there, and outbox.db, to which it belongs, is not. " + whatToDo());
    }
    try {
      Files.createFile(path, readableTo("rw-------"));
      return true;
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            path + " is no file of its own but a folder, a link or the like. " + whatToDo(), e);
      }
      return false;
    }
  }

  // As a URI, since the driver would take a question mark in a path for the end of it.
  private Connection connect() throws SQLException {
    String url = JDBC.PREFIX + path.toAbsolutePath().toUri().toASCIIString();
    Connection connection = JDBC.createConnection(url, new Properties());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
      statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private static void lay(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
      statement.execute("BEGIN EXCLUSIVE");
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA application_id=" + APPLICATION_ID);
      statement.execute("PRAGMA user_version=" + VERSION);
      statement.execute("COMMIT");
    }
  }

  private void judge(Connection connection) throws SQLException, IOException {
    Statements statements = new Statements(connection);
    if (statements.number("PRAGMA page_count") == 0) {
      throw new IOException(path + " is empty, so what was in it is lost. " + whatToDo());
    }
    if (statements.number("PRAGMA application_id") != APPLICATION_ID) {
      throw new IOException(path + " is a database of another program. " + whatToDo());
    }
    judgeForm(statements);
  }

  private void judgeForm(Statements statements) throws SQLException, IOException {
    long version = statements.number("PRAGMA user_version");
    if (version > VERSION) {
      throw new IOException(
          path
              + " was written by a newer Belfry (form "
              + version
              + ", known is "
              + VERSION
              + "). Start that one again. "
              + whatToDo());
    }
    for (String sql : SCHEMA) {
      if (sql.startsWith("CREATE")
          && statements.number("SELECT count(*) FROM sqlite_schema WHERE sql = ?", sql) == 0) {
        throw new IOException(path + " is damaged: a table is not there. " + whatToDo());
      }
    }
  }

  // Bounded in time, since an outbox may be as large as an operator likes.
  private void check(Connection connection) throws SQLException, IOException {
    long end = System.nanoTime() + CHECKED_FOR.toNanos();
    ProgressHandler.setHandler(
        connection,
        STEPS_BETWEEN_LOOKS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return System.nanoTime() - end > 0 ? 1 : 0;
          }
        });
    StringBuilder verdict = new StringBuilder();
    try {
      new Statements(connection)
          .each(row -> verdict.append(row.getString(1)), "PRAGMA quick_check(1)");
    } catch (SQLException e) {
      if (code(e) != SQLiteErrorCode.SQLITE_INTERRUPT.code) {
        throw e;
      }
      return;
    } finally {
      ProgressHandler.clearHandler(connection);
    }
    if (!"ok".contentEquals(verdict)) {
      throw new IOException(path + " is damaged (" + verdict + "). " + whatToDo());
    }
  }

  private static Connection tuned(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA journal_size_limit=" + (16 << 20));
      statement.execute("PRAGMA temp_store=MEMORY");
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // What was committed is in the file or its log; nothing else was promised.
    }
  }

  static int code(SQLException e) {
    return e.getErrorCode() & PRIMARY_CODE;
  }

  /** What has happened, for the operator. */
  IOException explained(SQLException e) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(code(e));
    return switch (code) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new Busy(
              path
                  + " is in use by another process. If that is a Belfry whose place this one takes,"
                  + " it is given free soon; else give each its own server.data_dir.");
      case SQLITE_FULL -> because("cannot grow: the disk is full. Make room there", e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN ->
          because("cannot be written to. Look at its owner, its mode and its file system", e);
      case SQLITE_NOTADB -> because("is no database. " + whatToDo(), e);
      case SQLITE_CORRUPT -> because("is damaged. " + whatToDo(), e);
      case SQLITE_IOERR -> because("cannot be read or written. Look at the disk", e);
      default -> because("cannot be used: " + e.getMessage() + " " + whatToDo(), e);
    };
  }

  private IOException because(String what, SQLException e) {
    String end = what.endsWith(".") ? "" : " (" + e.getMessage() + ").";
    return new IOException(path + " " + what + end, e);
  }

  private String whatToDo() {
    return "To begin with an empty outbox, move outbox.db and all outbox.db-… in "
        + folder
        + " away; webhooks that waited in it are not sent then.";
  }
}
