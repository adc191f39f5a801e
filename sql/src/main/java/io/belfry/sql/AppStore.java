package io.belfry.sql;

import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Definitions of apps in a database, to be changed. Servers that have their apps from there take a
 * change up within a second; what is in a definition is judged by them, so whoever writes one reads
 * it with {@link io.belfry.server.config.AppDefinitions} first.
 *
 * <p>Thread: confined to its caller, which waits here.
 *
 * @see "rule LIM-042"
 */
public final class AppStore implements AutoCloseable {
  private final AppsDatabase database;
  private final AppTable table;

  private AppStore(AppsDatabase database, AppTable table) {
    this.database = database;
    this.table = table;
  }

  /**
   * Connects to the database that {@code app_source} names, and lays the table out where it is not
   * there.
   *
   * @throws IOException if that cannot be; the message is for the operator
   */
  public static AppStore open(ServerConfig config) throws IOException {
    AppsDatabase database = AppsDatabase.of(config);
    try {
      return new AppStore(database, AppTable.open(database));
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  /**
   * An app as it is stored.
   *
   * @param id id of the app
   * @param definition JSON of the form of an entry of {@code apps}; has secrets in it
   * @param revision grows with each change
   */
  public record Stored(String id, String definition, long revision) {
    @Override
    public String toString() {
      return "app " + id + " in revision " + revision;
    }
  }

  /**
   * All of them, by id; none whose definition is longer than a server reads.
   *
   * @throws IOException if the database cannot be asked; the message is for the operator
   */
  public List<Stored> list() throws IOException {
    try {
      List<Stored> all = new ArrayList<>();
      for (AppTable.Row row : table.read(-1).changed()) {
        String definition = row.definition();
        if (definition != null) {
          all.add(new Stored(row.id(), definition, row.revision()));
        }
      }
      all.sort(Comparator.comparing(Stored::id));
      return all;
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  /**
   * The one with that id.
   *
   * @throws IOException if the database cannot be asked; the message is for the operator
   */
  public Optional<Stored> find(String id) throws IOException {
    return list().stream().filter(stored -> stored.id().equals(id)).findFirst();
  }

  /**
   * Adds one.
   *
   * @return false if there is one of that id
   * @throws IOException if the database cannot be changed; the message is for the operator
   */
  public boolean add(String id, String definition) throws IOException {
    try {
      return table.insert(id, definition);
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  /**
   * Puts another definition in place of that one.
   *
   * @return false if somebody has changed or removed it meanwhile, and then nothing was changed
   * @throws IOException if the database cannot be changed; the message is for the operator
   */
  public boolean replace(Stored stored, String definition) throws IOException {
    try {
      return table.update(stored.id(), stored.revision(), definition);
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  /**
   * Takes one away; its clients are closed with 4001.
   *
   * @return false if there is none of that id
   * @throws IOException if the database cannot be changed; the message is for the operator
   */
  public boolean remove(String id) throws IOException {
    try {
      return table.delete(id);
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  /** What has happened, for the operator. Drivers repeat values of rows in what follows a line. */
  static IOException failed(AppsDatabase database, SQLException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new IOException(database.name() + ": " + said + (said.endsWith(".") ? "" : "."), e);
  }

  @Override
  public void close() {
    table.close();
  }
}
