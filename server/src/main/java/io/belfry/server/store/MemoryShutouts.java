package io.belfry.server.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In memory: who is shut out, as long as the process lives.
 *
 * <p>Thread: asked by one thread.
 */
final class MemoryShutouts implements ShutoutStore {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryShutouts.class);

  private boolean isSaid;
  private final Map<List<String>, Shutout> kept = new HashMap<>();

  @Override
  public List<Shutout> all(long nowMillis) {
    kept.values().removeIf(shutout -> shutout.isOver(nowMillis));
    return List.copyOf(kept.values());
  }

  @Override
  public void put(Shutout shutout) {
    if (!isSaid) {
      isSaid = true;
      LOG.warn(
          "Blocks and revocations are kept in memory, and lost with this process. With belfry-sql,"
              + " or another ShutoutStore, they are kept on disk.");
    }
    kept.put(List.of(shutout.appId(), shutout.key()), shutout);
  }

  @Override
  public void remove(String appId, String key) {
    kept.remove(List.of(appId, key));
  }

  @Override
  public void close() {
    kept.clear();
  }
}
