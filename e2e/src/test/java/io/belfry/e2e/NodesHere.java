package io.belfry.e2e;

import io.belfry.server.BelfryServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Nodes of one cluster in this process.
 *
 * <p>Thread: thread-safe.
 */
final class NodesHere implements AutoCloseable {
  private final List<BelfryServer> servers;
  private final List<NodeDoors> doors = new ArrayList<>();

  /** Starts a node for each way to the engine, and waits until all are ready. */
  NodesHere(List<String> engines) {
    this(ClusterFile.without(), engines);
  }

  /** The same with what their file says. */
  NodesHere(ClusterFile file, List<String> engines) {
    servers = StartedNodes.of(engines.stream().map(engine -> starting(file, engine)).toList());
    for (BelfryServer server : servers) {
      int operations = server.operationsAddress().orElseThrow().getPort();
      doors.add(new NodeDoors(server.port(), operations));
    }
    doors.forEach(NodeDoors::awaitReady);
  }

  private static Callable<BelfryServer> starting(ClusterFile file, String engine) {
    return () -> BelfryServer.start(file.config(engine));
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

  /** They go down in order, and the others are told. */
  void goDown() {
    servers.forEach(BelfryServer::drain);
    close();
  }

  @Override
  public void close() {
    servers.forEach(BelfryServer::close);
  }
}
