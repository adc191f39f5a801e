package io.belfry.sql;

import io.belfry.server.store.ShutoutStore;
import java.nio.file.Path;

/**
 * Keeps who is shut out in SQLite; found by the server's service loader.
 *
 * <p>Thread: thread-safe.
 */
public final class SqliteShutoutsProvider implements ShutoutStore.Maker {
  /** For the service loader. */
  public SqliteShutoutsProvider() {}

  @Override
  public ShutoutStore in(Path dataDir) {
    return new SqliteShutouts(dataDir);
  }
}
