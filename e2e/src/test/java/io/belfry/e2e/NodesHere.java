package io.belfry.e2e;

import io.belfry.server.BelfryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Nodes of one cluster in this process.
 *
 * <p>Thread: thread-safe.
 */
final class NodesHere implements AutoCloseable {
  private final List<BelfryServer> servers = new ArrayList<>();
  private final List<NodeDoors> doors = new ArrayList<>();

  /** Starts a node for each way to the engine, and waits until all are ready. */
  NodesHere(List<String> engines) {
    ClusterFile file = ClusterFile.without();
    try {
      for (String engine : engines) {
        BelfryServer server = BelfryServer.start(file.config(engine));
        servers.add(server);
        int operations = server.operationsAddress().orElseThrow().getPort();
        doors.add(new NodeDoors(server.port(), operations));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    doors.forEach(NodeDoors::awaitReady);
  }

  /** So many nodes that reach the engine by one way. */
  static NodesHere at(String engine, int count) {
    return new NodesHere(Collections.nCopies(count, engine));
  }

  List<NodeDoors> all() {
    return doors;
  }

  NodeDoors node(int number) {
    return doors.get(number);
  }

  @Override
  public void close() {
    servers.forEach(BelfryServer::close);
  }
}
