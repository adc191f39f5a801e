package io.belfry.sql;

import io.belfry.server.testkit.OutboxStoreContract;
import io.belfry.server.webhook.store.OutboxStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxStoreContract {
  @TempDir private Path folder;

  @Override
  protected OutboxStore empty() {
    return new SqliteOutbox(folder.resolve("data ü ?#%41"));
  }

  @Override
  protected OutboxStore again(OutboxStore closed) {
    return empty();
  }
}
