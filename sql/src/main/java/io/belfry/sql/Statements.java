package io.belfry.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Statements of a connection, each prepared once.
 *
 * <p>Thread: confined to that of the connection.
 */
final class Statements {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** The statement with its values. */
  PreparedStatement of(String sql, Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  /** Prepares all anew when they are wanted; the driver has ended those that failed. */
  void prepareAgain() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        // It is not used any more.
      }
    }
    prepared.clear();
  }

  // By type: the general way of drivers costs several look-ups a value.
  private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
    switch (value) {
      case Long number -> statement.setLong(at, number);
      case Integer number -> statement.setInt(at, number);
      case String text -> statement.setString(at, text);
      case byte[] bytes -> statement.setBytes(at, bytes);
      default -> statement.setObject(at, value);
    }
  }

  /** Runs it. */
  void run(String sql, Object... values) throws SQLException {
    of(sql, values).execute();
  }

  /** Runs it, and tells how many rows it was about. */
  int update(String sql, Object... values) throws SQLException {
    return of(sql, values).executeUpdate();
  }

  /** The first number of the first row. */
  long number(String sql, Object... values) throws SQLException {
    try (ResultSet row = of(sql, values).executeQuery()) {
      if (!row.next()) {
        throw new SQLException("No row: " + sql);
      }
      return row.getLong(1);
    }
  }

  /** The first number of the first row, if there is a row. */
  OptionalLong numberIfAny(String sql, Object... values) throws SQLException {
    try (ResultSet row = of(sql, values).executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  /** Calls for each row. */
  void each(Row row, String sql, Object... values) throws SQLException {
    try (ResultSet rows = of(sql, values).executeQuery()) {
      while (rows.next()) {
        row.read(rows);
      }
    }
  }

  /** Reads the row that a result stands on. */
  @FunctionalInterface
  interface Row {
    /** Reads it. */
    void read(ResultSet row) throws SQLException;
  }
}
