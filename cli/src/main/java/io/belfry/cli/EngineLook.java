package io.belfry.cli;

import io.belfry.server.config.ClusterProvider;
import io.belfry.server.config.ClusterProvider.Inspection;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigProblem;
import java.util.List;
import java.util.Optional;

/**
 * What {@code belfry config check --engine} sees of the engine of a cluster.
 *
 * <p>Thread: immutable.
 *
 * @param seen what was seen; empty where there is nothing to look at
 * @param notes what an operator should know, each in a sentence
 * @see "rule CLU-004"
 */
record EngineLook(Optional<Inspection> seen, List<String> notes) {
  private static final String WHERE = ClusterSettings.URL.path();

  /** Looks, which may take some seconds. */
  static EngineLook at(ServerConfig config) {
    if (config.of(ClusterSettings.KIND) == ClusterSettings.Joined.NONE) {
      return new EngineLook(
          Optional.empty(), List.of("there is no engine to ask: cluster.kind is none."));
    }
    Optional<Inspection> seen = ClusterProvider.look(config);
    return new EngineLook(
        seen,
        seen.map(Inspection::notes).orElse(List.of("nothing here can ask that kind of engine.")));
  }

  /** What keeps a node from joining. */
  List<ConfigProblem> problems() {
    return seen.map(Inspection::problems).orElse(List.of()).stream()
        .map(sentence -> new ConfigProblem(WHERE, sentence))
        .toList();
  }

  /** What is there, in a line. */
  Optional<String> sentence() {
    return seen.map(
        all ->
            "engine: "
                + String.join(", ", all.engines())
                + (all.nodes().isEmpty()
                    ? "; no node runs."
                    : "; nodes that run: " + String.join(", ", all.nodes()) + "."));
  }
}
