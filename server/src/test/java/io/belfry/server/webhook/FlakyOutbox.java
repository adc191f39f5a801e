package io.belfry.server.webhook;

import io.belfry.server.webhook.store.OutboxStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An outbox that survives the end of its process, and that may fail or belong to another. */
final class FlakyOutbox implements OutboxStore {
  private final OutboxStore kept = OutboxStore.inMemory();
  @Nullable RuntimeException fault;
  boolean isFull;
  boolean isBusy;
  boolean isUnreadable;
  int commits;
  Runnable atClose = () -> {};

  @Override
  public Found open() throws IOException {
    if (isBusy) {
      throw new Busy("process 4711 has it");
    }
    return kept.open();
  }

  @Override
  public long[] commit(Changes changes) throws IOException {
    if (fault != null) {
      throw fault;
    }
    if (isFull) {
      throw new IOException("No space left on device");
    }
    commits++;
    return kept.commit(changes);
  }

  @Override
  public List<Delivery> waiting(Target target, long after, int maxEvents, long maxBytes)
      throws IOException {
    if (isUnreadable) {
      throw new IOException("Input/output error");
    }
    return kept.waiting(target, after, maxEvents, maxBytes);
  }

  @Override
  public List<DeadLetter> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) throws IOException {
    return kept.deadLetters(appId, endpoint, after, most);
  }

  List<DeadLetter> letters() throws IOException {
    return deadLetters(Optional.empty(), Optional.empty(), 0, Integer.MAX_VALUE);
  }

  List<Held> held() throws IOException {
    return kept.open().held();
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID delivery) throws IOException {
    return kept.deadLetter(delivery);
  }

  @Override
  public long bytes() throws IOException {
    if (isUnreadable) {
      throw new IOException("Input/output error");
    }
    return kept.bytes();
  }

  @Override
  public List<Dropped> shrinkTo(long maxBytes) throws IOException {
    return kept.shrinkTo(maxBytes);
  }

  @Override
  public void close() {
    atClose.run();
  }
}
