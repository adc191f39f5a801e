package io.belfry.cli.doctor;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at the nodes of a cluster by their operations ports: each by itself, and whether they fit
 * together.
 *
 * <p>Thread: confined to its caller.
 */
public final class Nodes {
  private static final String READY = "ready";
  private static final String ENGINE =
      "Its log says why; belfry config check --engine, run there, asks the engine.";

  private final List<URI> operations;
  private final Consumer<Check> checks;
  private final Map<URI, NodeFigures> seen = new LinkedHashMap<>();

  /**
   * Nodes.
   *
   * @param operations their operations ports, at least one
   * @param checks told of each check when it is done
   */
  public Nodes(List<URI> operations, Consumer<Check> checks) {
    this.operations = List.copyOf(operations);
    this.checks = checks;
  }

  /** Looks at all of them. */
  public void look() {
    for (URI at : operations) {
      checks.accept(look(at));
    }
    Map<URI, NodeFigures> joined = new LinkedHashMap<>(seen);
    joined.values().removeIf(node -> !node.isInCluster());
    if (joined.isEmpty()) {
      return;
    }
    if (joined.values().stream().allMatch(node -> node.of("nodes") > 0)) {
      checks.accept(count(joined));
    } else {
      checks.accept(Check.skip("cluster", "some have not reached the engine yet"));
    }
    checks.accept(
        same(
            "versions",
            joined,
            NodeFigures::version,
            "Fine while an upgrade goes through them; else finish it."));
    checks.accept(
        same(
            "apps",
            joined,
            node -> node.appsHash().isPresent() ? "" + node.appsHash().getAsDouble() : "unknown",
            "Give all nodes the same apps, keys, limits and webhooks: belfry config show tells"
                + " what each has."));
  }

  private Check look(URI at) {
    String name = "node";
    try {
      NodeFigures node = NodeFigures.ask(at);
      seen.put(at, node);
      return look(name, at.getAuthority(), node);
    } catch (IOException e) {
      return Check.fail(
          name,
          at.getAuthority() + ": " + e.getMessage(),
          "Is it up, with server.operations.port, and server.operations.host reachable from here?");
    }
  }

  private static Check look(String name, String who, NodeFigures node) {
    if (!node.isInCluster()) {
      return Check.fail(
          name,
          who + ": " + node.state() + ", and in no cluster",
          "Set cluster.kind there, or leave it out here: alone it knows nothing of others.");
    }
    long all = node.of("partitions");
    long linked = node.of("partitions_linked");
    String finding =
        "%s: %s, %d of %d partitions linked, sees %d %s"
            .formatted(
                who,
                node.state(),
                linked,
                all,
                node.of("nodes"),
                node.of("nodes") == 1 ? "node" : "nodes");
    if (linked < all) {
      return Check.fail(name, finding, ENGINE);
    }
    return switch (node.state()) {
      case READY -> Check.ok(name, finding);
      case "cut_off", "starting" -> Check.fail(name, finding, ENGINE);
      default ->
          Check.warn(name, finding, "It sends newcomers elsewhere; /health at that port says why.");
    };
  }

  private Check count(Map<URI, NodeFigures> joined) {
    long least = joined.values().stream().mapToLong(node -> node.of("nodes")).min().orElse(0);
    long most = joined.values().stream().mapToLong(node -> node.of("nodes")).max().orElse(0);
    int asked = joined.size();
    if (most < asked) {
      return Check.fail(
          "cluster",
          asked + " nodes are here and know of " + most + " at most",
          "They are in several clusters: compare cluster.name and cluster.url.");
    }
    if (least != most) {
      return Check.warn(
          "cluster",
          "some know of " + least + " nodes, some of " + most,
          "Fine for some seconds after one has come or gone; else look at their links.");
    }
    return Check.ok(
        "cluster",
        most > asked
            ? most + " nodes, of which " + asked + " were asked"
            : most + " nodes, all of which were asked");
  }

  private static Check same(
      String name, Map<URI, NodeFigures> nodes, Function<NodeFigures, String> what, String advice) {
    Map<String, List<String>> by =
        nodes.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    node -> what.apply(node.getValue()),
                    TreeMap::new,
                    Collectors.mapping(node -> node.getKey().getAuthority(), Collectors.toList())));
    if (by.size() == 1) {
      return Check.ok(name, "the same on all that were asked");
    }
    String groups =
        by.values().stream()
            .map(group -> String.join(", ", group))
            .collect(Collectors.joining(" against "));
    return name.equals("versions")
        ? Check.warn(name, "they differ: " + groups, advice)
        : Check.fail(name, "they differ: " + groups, advice);
  }
}
