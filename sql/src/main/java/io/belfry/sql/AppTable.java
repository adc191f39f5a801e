package io.belfry.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code belfry_apps} over one connection.
 *
 * <p>Each change gets a revision, greater than all before; triggers of the table see to that,
 * whoever makes it, and keep the last one in {@code belfry_apps_state}. Changes wait for each other
 * there, so none becomes visible with a revision that was passed already.
 *
 * <p>Thread: confined to that of the connection.
 */
final class AppTable implements AutoCloseable {
  /** How many apps are read, at most. */
  static final int MOST = 100_000;

  private static final int MOST_CHARACTERS = 256 << 10;
  private static final int ROWS_AT_A_TIME = 500;

  private final AppsDatabase database;
  private final Connection connection;
  private final Statements statements;

  private AppTable(AppsDatabase database, Connection connection) {
    this.database = database;
    this.connection = connection;
    this.statements = new Statements(connection);
  }

  /** Connects, and lays the table out where it is not there. */
  static AppTable open(AppsDatabase database) throws SQLException, IOException {
    AppTable table = new AppTable(database, database.connect());
    try {
      if (!table.database.isLaid(table.statements)) {
        table.lay();
      }
      return table;
    } catch (SQLException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  private void lay() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String sql : database.schema()) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw new SQLException(
          "there is no table belfry_apps, and it cannot be made: "
              + e.getMessage()
              + ". Let somebody who may make tables run the statements of the page \"Apps in a"
              + " database\"",
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
    connection.setAutoCommit(true);
  }

  Connection connection() {
    return connection;
  }

  /** A row; without a definition where that is too long. */
  record Row(String id, long revision, @Nullable String definition) {}

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
    connection.setTransactionIsolation(
        connection
                .getMetaData()
                .supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)
            ? Connection.TRANSACTION_REPEATABLE_READ
            : Connection.TRANSACTION_SERIALIZABLE);
    connection.setAutoCommit(false);
    try {
      Reading reading = new Reading(revision(), revisions(), changed(after));
      connection.commit();
      return reading;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
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

  private List<Row> changed(long after) throws SQLException {
    List<Row> changed = new ArrayList<>();
    String text = database.definitionText();
    String sql =
        "SELECT id, revision, CASE WHEN length("
            + text
            + ") <= "
            + MOST_CHARACTERS
            + " THEN "
            + text
            + " END FROM belfry_apps WHERE revision > ? ORDER BY revision, id";
    statements.of(sql, after).setFetchSize(ROWS_AT_A_TIME);
    statements.each(
        row -> changed.add(new Row(row.getString(1), row.getLong(2), row.getString(3))),
        sql,
        after);
    return changed;
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
    OutboxFile.closeQuietly(connection);
  }
}
