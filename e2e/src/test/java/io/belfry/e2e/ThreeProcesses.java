package io.belfry.e2e;

import io.belfry.cluster.redis.EngineProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Three nodes in processes of their own, and their engine. Those that a test has killed come back
 * for the next one.
 *
 * <p>Thread: confined to the test.
 */
final class ThreeProcesses implements AutoCloseable {
  static final int COUNT = 3;

  private final EngineProcess engine = EngineProcess.start();
  private final Path file;
  private final Path log;
  private final String[] options;
  private final List<NodeProcess> nodes;

  /** Starts them, with their file in that folder; they tell webhooks to that address. */
  ThreeProcesses(Path folder, String webhooks) {
    this(folder, ClusterFile.with(webhooks));
  }

  /**
   * Starts them with what their file says.
   *
   * @param options of their JVMs
   */
  ThreeProcesses(Path folder, ClusterFile settings, String... options) {
    this.log = folder.resolve("nodes.log");
    this.options = options;
    try {
      file = Files.writeString(folder.resolve("belfry.yaml"), settings.text(engine.url()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    nodes = new ArrayList<>(start(COUNT));
  }

  private List<NodeProcess> start(int count) {
    return Stream.generate(() -> NodeProcess.begin(file, log, options))
        .limit(count)
        .toList()
        .stream()
        .map(NodeProcess.Starting::opened)
        .toList();
  }

  EngineProcess engine() {
    return engine;
  }

  /** What all of them have said of themselves. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  NodeProcess node(int number) {
    return nodes.get(number);
  }

  NodeDoors doors(int number) {
    return nodes.get(number).doors();
  }

  /** Kills a node. */
  void kill(int number) {
    nodes.get(number).kill();
  }

  /** Starts a node anew that was killed; its ports are open, it may not be ready. */
  void startAnew(int number) {
    nodes.set(number, start(1).get(0));
  }

  /** All three are there and ready, whatever an earlier test has done. */
  void whole() {
    List<Integer> dead = Stream.of(0, 1, 2).filter(number -> !nodes.get(number).isAlive()).toList();
    List<NodeProcess> anew = start(dead.size());
    for (int i = 0; i < dead.size(); i++) {
      nodes.set(dead.get(i), anew.get(i));
    }
    for (NodeProcess node : nodes) {
      node.doors().awaitReady();
      node.doors().awaitNodes(COUNT);
    }
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    engine.close();
  }
}
