package io.belfry.sql;

import io.belfry.server.app.App;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rows of the table of apps, written as an operator would: by another connection, with SQL. */
final class AppRows {
  private final AppsDatabase database;

  AppRows(AppsDatabase database) {
    this.database = database;
  }

  /** A definition with these keys, all active. */
  static String definition(String id, String... keys) {
    return json(
        id,
        true,
        List.of(keys).stream()
            .map(key -> "{\"key\":\"%s\",\"secret\":\"a long secret of %s\"}".formatted(key, key))
            .toList());
  }

  private static String json(String id, boolean isEnabled, List<String> keys) {
    return "{\"id\":\"%s\",\"enabled\":%s,\"keys\":[%s]}"
        .formatted(id, isEnabled, String.join(",", keys));
  }

  /** These apps in JSON, by id; their secrets are others. */
  static Map<String, String> of(List<App> apps) {
    return apps.stream()
        .collect(
            Collectors.toMap(
                App::id,
                app ->
                    json(
                        app.id(),
                        app.isEnabled(),
                        app.keys().stream()
                            .map(
                                key ->
                                    "{\"key\":\"%s\",\"secret\":\"a long secret of it\",\"active\":%s}"
                                        .formatted(key.key(), key.active()))
                            .toList()),
                (one, other) -> one,
                TreeMap::new));
  }

  /** Lets these rows take the place of all others, in one transaction. */
  void replace(Map<String, String> rows) {
    try (AppTable table = AppTable.open(database)) {
      Connection connection = table.connection();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        String kept =
            rows.keySet().stream().map(id -> "'" + id + "'").collect(Collectors.joining(","));
        statement.executeUpdate(
            "DELETE FROM belfry_apps WHERE id NOT IN (" + (kept.isEmpty() ? "''" : kept) + ")");
      }
      for (Map.Entry<String, String> row : rows.entrySet()) {
        put(connection, row.getKey(), row.getValue());
      }
      connection.commit();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds or changes these rows. */
  void put(Map<String, String> rows) {
    try (AppTable table = AppTable.open(database)) {
      for (Map.Entry<String, String> row : rows.entrySet()) {
        put(table.connection(), row.getKey(), row.getValue());
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(Connection connection, String id, String definition) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "INSERT INTO belfry_apps(id, definition) VALUES(?, "
                + database.definitionValue()
                + ") ON CONFLICT(id) DO UPDATE SET definition = excluded.definition")) {
      statement.setString(1, id);
      statement.setString(2, definition);
      statement.executeUpdate();
    }
  }
}
