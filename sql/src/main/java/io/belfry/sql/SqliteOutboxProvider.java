package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore;
import java.nio.file.Path;

/**
 * Keeps webhooks in SQLite; found by the server's service loader.
 *
 * <p>Thread: thread-safe.
 */
public final class SqliteOutboxProvider implements OutboxStore.Provider {
  /** For the service loader. */
  public SqliteOutboxProvider() {}

  @Override
  public OutboxStore in(Path dataDir) {
    return new SqliteOutbox(dataDir);
  }
}
