package io.belfry.server.refusal;

import io.belfry.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The connections that were opened last, of all apps together.
 *
 * <p>Thread: thread-safe.
 */
final class RecentSockets {
  /** How many are known. */
  static final int KNOWN = 256;

  private final AtomicReferenceArray<Opened> ring = new AtomicReferenceArray<>(KNOWN);
  private final AtomicInteger next = new AtomicInteger();

  private record Opened(String appId, SocketId socketId) {}

  /** A connection was opened. */
  void add(String appId, SocketId socketId) {
    ring.setOpaque(Math.floorMod(next.getAndIncrement(), KNOWN), new Opened(appId, socketId));
  }

  /** Those of the app but for that one. */
  List<SocketId> of(String appId, SocketId but) {
    List<SocketId> found = new ArrayList<>();
    for (int i = 0; i < KNOWN; i++) {
      Opened opened = ring.getOpaque(i);
      if (opened != null && opened.appId().equals(appId) && !opened.socketId().equals(but)) {
        found.add(opened.socketId());
      }
    }
    return found;
  }
}
