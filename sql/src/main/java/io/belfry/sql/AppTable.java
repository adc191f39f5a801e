package io.belfry.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code belfry_apps} over one connection.
 *
 * <p>Each change gets a revision, greater than all before; triggers of the table see to that,
 * whoever makes it, and keep the last one in {@code belfry_apps_state}. Changes wait for each other
 * there, so none becomes visible with a revision that was passed already.
 *
 * <p>They keep in column {@code since}, too, with which revision each active key came to its row
 * and stayed, so that all servers agree on who had it first.
 *
 * <p>Thread: confined to that of the connection.
 */
final class AppTable implements AutoCloseable {
  /** How many apps are read, at most. */
  static final int MOST = 100_000;

  private static final int MOST_CHARACTERS = 256 << 10;
  private static final int ROWS_AT_A_TIME = 500;
  private static final long SHARE_OF_HEAP = 4;

  private final AppsDatabase database;
  private final Connection connection;
  private final Object identity;
  private final Statements statements;

  private AppTable(AppsDatabase database, Object identity, Connection connection) {
    this.database = database;
    this.identity = identity;
    this.connection = connection;
    this.statements = new Statements(connection);
  }

  /** Connects, and lays the table out where it is not there. */
  static AppTable open(AppsDatabase database) throws SQLException, IOException {
    AppTable table = connect(database);
    try {
      table.layIfNeeded();
      return table;
    } catch (SQLException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  /** Connects. */
  static AppTable connect(AppsDatabase database) throws SQLException, IOException {
    // Before, so that a file that is replaced meanwhile is found at the next look.
    Object identity = database.identity();
    return new AppTable(database, identity, database.connect());
  }

  /** Whether the connection leads to what there is now, and not to a file that was replaced. */
  boolean isCurrent() throws IOException {
    return identity.equals(database.identity());
  }

  /** Lays the table out where it is not there. */
  void layIfNeeded() throws SQLException {
    if (!database.isLaid(statements)) {
      lay();
    }
  }

  private void lay() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      whole(
          () -> {
            for (String sql : database.schema()) {
              statement.execute(sql);
            }
            return true;
          },
          made -> made);
    } catch (SQLException e) {
      throw new SQLException(
          "there is no table belfry_apps, and it cannot be made: "
              + e.getMessage()
              + ". Let somebody who may make tables run the statements of the page \"Apps in a"
              + " database\"",
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
  }

  @FunctionalInterface
  interface Steps<T> {
    T make() throws SQLException;
  }

  /**
   * Makes the steps in one transaction, and takes all back if they fail or their end is not good.
   */
  <T> T whole(Steps<T> steps, Predicate<T> isGood) throws SQLException {
    connection.setAutoCommit(false);
    T made;
    try {
      made = steps.make();
      if (isGood.test(made)) {
        connection.commit();
      } else {
        connection.rollback();
      }
    } catch (SQLException | RuntimeException e) {
      takeBack(e);
      throw e;
    }
    connection.setAutoCommit(true);
    return made;
  }

  // Where the connection is broken this fails too, and tells less than the first fault.
  private void takeBack(Exception cause) {
    statements.prepareAgain();
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  Connection connection() {
    return connection;
  }

  /**
   * A row.
   *
   * @param id id of the row
   * @param revision of its last change
   * @param definition JSON; null where it is too long
   * @param since with which revision each active key came
   */
  record Row(String id, long revision, @Nullable String definition, Map<String, Long> since) {}

  /**
   * What was read at one moment.
   *
   * @param revision the last one
   * @param revisions of all rows
   * @param changed rows with a revision after the one that was asked for, the earliest first
   */
  record Reading(long revision, Map<String, Long> revisions, List<Row> changed) {}

  /** The last revision of all. */
  long revision() throws SQLException {
    return statements.number("SELECT revision FROM belfry_apps_state");
  }

  /** Reads what has changed since. */
  Reading read(long after) throws SQLException {
    return read(after, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Reads what has changed since, unless that has more characters than these in all. */
  Reading read(long after, long mostCharacters) throws SQLException {
    int before = connection.getTransactionIsolation();
    connection.setTransactionIsolation(
        connection
                .getMetaData()
                .supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)
            ? Connection.TRANSACTION_REPEATABLE_READ
            : Connection.TRANSACTION_SERIALIZABLE);
    Reading reading;
    try {
      reading =
          whole(
              () -> new Reading(revision(), revisions(), changed(after, mostCharacters)),
              unused -> true);
    } catch (SQLException | RuntimeException e) {
      isolateQuietly(before, e);
      throw e;
    }
    connection.setTransactionIsolation(before);
    return reading;
  }

  private void isolateQuietly(int level, Exception cause) {
    try {
      connection.setTransactionIsolation(level);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** The row of that id. */
  Optional<Row> find(String id) throws SQLException {
    List<Row> found = new ArrayList<>();
    Map<String, Map<String, Long>> since = since("id = ?", id);
    statements.each(row -> found.add(rowOf(row, since)), rows("id = ?"), id);
    return found.stream().findFirst();
  }

  private Map<String, Long> revisions() throws SQLException {
    Map<String, Long> revisions = new HashMap<>();
    statements.each(
        row -> revisions.put(row.getString(1), row.getLong(2)),
        "SELECT id, revision FROM belfry_apps LIMIT " + (MOST + 1));
    if (revisions.size() > MOST) {
      throw new SQLException("belfry_apps has more than " + MOST + " apps, which is too many");
    }
    return revisions;
  }

  private List<Row> changed(long after, long mostCharacters) throws SQLException {
    List<Row> changed = new ArrayList<>();
    Map<String, Map<String, Long>> since = since("revision > ?", after);
    String sql = rows("revision > ? ORDER BY revision, id");
    statements.of(sql, after).setFetchSize(ROWS_AT_A_TIME);
    long[] characters = {0};
    statements.each(
        row -> {
          Row one = rowOf(row, since);
          characters[0] += Objects.requireNonNullElse(one.definition(), "").length();
          if (characters[0] > mostCharacters) {
            throw new SQLException(
                "belfry_apps has definitions of more than "
                    + mostCharacters
                    + " characters in all, which is too much for the memory of this server");
          }
          changed.add(one);
        },
        sql,
        after);
    return changed;
  }

  private String rows(String which) {
    String text = database.definitionText();
    return "SELECT id, revision, CASE WHEN length("
        + text
        + ") <= "
        + MOST_CHARACTERS
        + " THEN "
        + text
        + " END FROM belfry_apps WHERE "
        + which;
  }

  private static Row rowOf(ResultSet row, Map<String, Map<String, Long>> since)
      throws SQLException {
    String id = row.getString(1);
    return new Row(id, row.getLong(2), row.getString(3), since.getOrDefault(id, Map.of()));
  }

  private Map<String, Map<String, Long>> since(String which, Object value) throws SQLException {
    Map<String, Map<String, Long>> since = new HashMap<>();
    statements.each(
        row ->
            since
                .computeIfAbsent(row.getString(1), unused -> new HashMap<>())
                .put(row.getString(2), row.getLong(3)),
        "SELECT a.id, k.key, k.value FROM belfry_apps AS a, "
            + database.eachSince()
            + " AS k WHERE a."
            + which,
        value);
    return since;
  }

  /** Adds a row, unless there is one of that id. */
  boolean insert(String id, String definition) throws SQLException {
    return statements.update(
            "INSERT INTO belfry_apps(id, definition) VALUES(?, "
                + database.definitionValue()
                + ") ON CONFLICT(id) DO NOTHING",
            id,
            definition)
        == 1;
  }

  /** Changes the row, if it has that revision still. */
  boolean update(String id, long revision, String definition) throws SQLException {
    return statements.update(
            "UPDATE belfry_apps SET definition = "
                + database.definitionValue()
                + " WHERE id = ? AND revision = ?",
            definition,
            id,
            revision)
        == 1;
  }

  /** Takes the row away, if there is one. */
  boolean delete(String id) throws SQLException {
    return statements.update("DELETE FROM belfry_apps WHERE id = ?", id) == 1;
  }

  /** Ends what is being asked, from any thread. */
  void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It has ended already.
    }
  }

  @Override
  public void close() {
    SqliteFile.closeQuietly(connection);
  }
}
