package io.belfry.sql;

import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Where the table of apps is, and what differs from one maker of databases to the other.
 *
 * <p>Thread: immutable.
 */
interface AppsDatabase {
  /**
   * The database of a configuration.
   *
   * @throws IOException if it is of a maker that is not known; the message is for the operator
   */
  static AppsDatabase of(ServerConfig config) throws IOException {
    String url = config.of(AppSourceSettings.URL);
    if (url.startsWith(PostgresApps.PREFIX)) {
      return new PostgresApps(
          url, config.of(AppSourceSettings.USERNAME), config.of(AppSourceSettings.PASSWORD));
    }
    if (url.startsWith(SqliteApps.PREFIX)) {
      Path file = Path.of(url.substring(SqliteApps.PREFIX.length()));
      return new SqliteApps(file, config.of(NodeSettings.DATA_DIR));
    }
    throw new IOException(
        "This version knows no such database. Expected jdbc:postgresql: or jdbc:sqlite: at the"
            + " beginning of app_source.url.");
  }

  /** What sentences call it; without a user or a password. */
  String name();

  /** Whether there is anything to connect to; a server leaves the database to tell that. */
  default boolean isThere() {
    return true;
  }

  /** What a connection leads to; another one than before where somebody has replaced the file. */
  default Object identity() throws IOException {
    return "";
  }

  /** A new connection, with time-outs for all that is asked of it. */
  Connection connect() throws SQLException, IOException;

  /** Whether the table and all that belongs to it is there. */
  boolean isLaid(Statements statements) throws SQLException;

  /** What lays it out; all of it in one transaction. */
  List<String> schema();

  /** The definition as text, as a part of a query. */
  String definitionText();

  /** The keys of an app with the revision since which each is its own, as a part of a query. */
  String eachSince();

  /** A definition that is given as text, as a part of a statement. */
  String definitionValue();

  /** Lets the connection be told of changes, where the database can do that. */
  void listen(Connection connection) throws SQLException;

  /**
   * Waits until it is told of a change, but no longer than that.
   *
   * @return whether it was told
   */
  boolean await(Connection connection, Duration most) throws SQLException, InterruptedException;

  /** Whether the same may go well later, without anybody changing anything here. */
  boolean isPassing(SQLException e);
}
