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
import java.util.Locale;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;

/**
 * A file of SQLite: made where it is not there, and never where something else is.
 *
 * <p>Thread: confined to that of whoever keeps something in it.
 *
 * @see "rules HOOK-072, THR-51, USR-032"
 */
final class SqliteFile {
  private static final int BUSY_MILLIS = 250;
  private static final int TURN_MILLIS = 2_000;
  private static final int PRIMARY_CODE = 0xff;
  private static final int STEPS_BETWEEN_LOOKS = 100_000;
  private static final Duration CHECKED_FOR = Duration.ofSeconds(2);
  private final Path folder;
  private final Path path;
  private final Form form;

  SqliteFile(Path folder, Form form) {
    this.folder = folder;
    this.path = folder.resolve(form.name());
    this.form = form;
  }

  /**
   * What is in such a file.
   *
   * @param name of the file
   * @param applicationId number of the form, as it stands in the head of the file
   * @param version later ones are not read
   * @param sharing whether another process may have it open at the same time
   * @param schema makes what is in it
   * @param remedy what to do to begin anew, and what is lost then; {@code %s} is the folder
   */
  record Form(
      String name,
      int applicationId,
      int version,
      Sharing sharing,
      List<String> schema,
      String remedy) {}

  /** Who may have the file open. */
  enum Sharing {
    /**
     * One process: SQLite's own exclusive lock keeps others away. The kernel takes it from a
     * process that was killed, and with it the write-ahead log needs no shared memory and waits for
     * no reader.
     */
    ALONE,
    /** Several, which take turns. */
    SHARED
  }

  /** Whether there is such a file, or something else of that name. */
  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) || Files.exists(log());
  }

  private Path log() {
    return folder.resolve(form.name() + "-wal");
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
    Path log = log();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Files.exists(log)) {
      throw new IOException(
          log + " is there, and " + form.name() + ", to which it belongs, is not. " + whatToDo());
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
      switch (form.sharing()) {
        case ALONE -> {
          statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
          statement.execute("PRAGMA locking_mode=EXCLUSIVE");
        }
        case SHARED -> statement.execute("PRAGMA busy_timeout=" + TURN_MILLIS);
      }
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private void lay(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
      statement.execute("BEGIN EXCLUSIVE");
      for (String sql : form.schema()) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA application_id=" + form.applicationId());
      statement.execute("PRAGMA user_version=" + form.version());
      statement.execute("COMMIT");
    }
  }

  private void judge(Connection connection) throws SQLException, IOException {
    Statements statements = new Statements(connection);
    if (statements.number("PRAGMA page_count") == 0) {
      throw new IOException(path + " is empty, so what was in it is lost. " + whatToDo());
    }
    if (statements.number("PRAGMA application_id") != form.applicationId()) {
      throw new IOException(path + " is a database of another program. " + whatToDo());
    }
    judgeForm(statements);
  }

  private void judgeForm(Statements statements) throws SQLException, IOException {
    long version = statements.number("PRAGMA user_version");
    if (version > form.version()) {
      throw new IOException(
          path
              + " was written by a newer Belfry (form "
              + version
              + ", known is "
              + form.version()
              + "). Start that one again. "
              + whatToDo());
    }
    for (String sql : form.schema()) {
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
      default ->
          because(
              "cannot be used: "
                  + e.getMessage()
                  + ". If that is so after a restart as well: "
                  + whatToDo(),
              e);
    };
  }

  private IOException because(String what, SQLException e) {
    String end = what.endsWith(".") ? "" : " (" + e.getMessage() + ").";
    return new IOException(path + " " + what + end, e);
  }

  private String whatToDo() {
    return String.format(Locale.ROOT, form.remedy(), folder);
  }
}
