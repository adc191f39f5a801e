package io.belfry.server.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps who is shut out, for a node that is alone; nodes of a cluster have them at the engine.
 * Extension point; module {@code io.belfry.sql} brings the one that is used where it is there.
 *
 * <p>Another process may have the same store open for a while: the one whose place this one takes.
 *
 * <p>{@code ShutoutStoreContract} of module {@code io.belfry.server.testkit} is to be extended by
 * the test of each implementation.
 *
 * <p>Thread: asked by one thread, which may wait here; {@link #close} by that thread too.
 *
 * @see "rules USR-032, USR-046"
 */
public interface ShutoutStore extends AutoCloseable {
  /** A store in memory, which is gone with the process. */
  static ShutoutStore inMemory() {
    return new MemoryShutouts();
  }

  /**
   * All that were kept and are not over. What is over is forgotten.
   *
   * @param nowMillis now, in Unix milliseconds
   * @throws IOException if what is there cannot be read; the message is for the operator
   */
  List<Shutout> all(long nowMillis) throws IOException;

  /**
   * Keeps it, in place of one of the same app and key. When this returns it survives the end of the
   * process.
   *
   * @throws IOException if it cannot be kept now, such as on a full disk; the same may be tried
   *     again later
   */
  void put(Shutout shutout) throws IOException;

  /**
   * Forgets the one of that app and key, if there is one; durably, too.
   *
   * @throws IOException if that cannot be kept now
   */
  void remove(String appId, String key) throws IOException;

  /**
   * All there are, if another process may have changed any since this was asked last; else empty.
   * Asked about once a second.
   *
   * @param nowMillis now, in Unix milliseconds
   * @throws IOException if that cannot be found out now
   */
  default Optional<List<Shutout>> changedElsewhere(long nowMillis) throws IOException {
    return Optional.empty();
  }

  @Override
  void close();

  /**
   * Makes stores; found by a service loader.
   *
   * <p>Thread: confined to who starts the server.
   */
  interface Maker {
    /**
     * Which files of the folder are a store's: while there is none, none is made to look for it.
     */
    String FILES = "shutouts.*";

    /**
     * A store that is not open yet.
     *
     * @param dataDir folder that the server may write to; made when something is to be kept
     */
    ShutoutStore in(Path dataDir);
  }
}
