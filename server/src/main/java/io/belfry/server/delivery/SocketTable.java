package io.belfry.server.delivery;

import io.belfry.protocol.SocketId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one app on one event loop by socket id: whom a publication leaves out.
 *
 * <p>Thread: confined to its event loop.
 */
public final class SocketTable {
  private final Map<SocketId, Receiver> connections = new HashMap<>();

  /** A connection has been admitted. */
  public void add(Receiver connection) {
    connections.put(connection.socketId(), connection);
  }

  /** A connection has ended. */
  public void remove(Receiver connection) {
    connections.remove(connection.socketId());
  }

  /** The connection of that id, if this loop owns it. */
  @Nullable Receiver find(SocketId socketId) {
    return connections.get(socketId);
  }

  /** How many connections there are. */
  public int size() {
    return connections.size();
  }
}
