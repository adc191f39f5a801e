package io.belfry.sql;

import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.sql.SQLException;
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
      return table.read(-1).changed().stream()
          .flatMap(row -> stored(row).stream())
          .sorted(Comparator.comparing(Stored::id))
          .toList();
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  private static Optional<Stored> stored(AppTable.Row row) {
    return Optional.ofNullable(row.definition())
        .map(definition -> new Stored(row.id(), definition, row.revision()));
  }

  /**
   * The one with that id, unless its definition is longer than a server reads.
   *
   * @throws IOException if the database cannot be asked; the message is for the operator
   */
  public Optional<Stored> find(String id) throws IOException {
    try {
      return table.find(id).flatMap(AppStore::stored);
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  /** What is to be done to one app. */
  public sealed interface Change {
    /** Adds one, if there is none of that id. */
    record Add(String id, String definition) implements Change {
      @Override
      public String toString() {
        return "app " + id + " added";
      }
    }

    /** Puts another definition in place of that one, if nobody has changed it meanwhile. */
    record Replace(Stored stored, String definition) implements Change {
      @Override
      public String toString() {
        return stored + " replaced";
      }
    }

    /** Takes one away, if there is one of that id. */
    record Remove(String id) implements Change {}
  }

  /**
   * Makes all of these changes, in this order, or none of them. Servers take them up at once.
   *
   * @return the first that could not be made, and then nothing was changed; empty if all were
   * @throws IOException if the database cannot be changed, and then nothing was; the message is for
   *     the operator
   */
  public Optional<Change> changeAll(List<Change> changes) throws IOException {
    try {
      return table.whole(
          () -> {
            for (Change change : changes) {
              if (!isMade(change)) {
                return Optional.of(change);
              }
            }
            return Optional.empty();
          },
          Optional::isEmpty);
    } catch (SQLException e) {
      throw failed(database, e);
    }
  }

  private boolean isMade(Change change) throws SQLException {
    return switch (change) {
      case Change.Add add -> table.insert(add.id(), add.definition());
      case Change.Replace other ->
          table.update(other.stored().id(), other.stored().revision(), other.definition());
      case Change.Remove remove -> table.delete(remove.id());
    };
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
