package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What operators are given about a cluster, against what it counts. */
class ClusterPagesTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern METRIC = Pattern.compile("\\bbelfry_cluster_[a-z_]+\\b");
  private static final Pattern ALERT = Pattern.compile("\\bBelfry[A-Z][A-Za-z]+\\b");
  // The server counts it, for it knows the apps.
  private static final String OF_THE_SERVER = "belfry_cluster_apps_hash";

  private final SeenGauges seen = new SeenGauges();

  ClusterPagesTest() {
    new LinkCounts(2, new LinkStates(2, System::nanoTime), () -> 0, seen);
  }

  private static String read(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void givenAMetricOfACluster_itHasASentenceAndIsListed() throws IOException {
    String page = read("guide/operations.md");

    assertThat(seen.names()).hasSize(19);
    assertThat(seen.sentences().values()).allMatch(sentence -> sentence.endsWith("."));
    assertThat(seen.names()).allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
  }

  @Test
  void givenAnAlertOrAPage_itNamesMetricsThatThereAre() throws IOException {
    Set<String> counted = new TreeSet<>(seen.names());
    counted.add(OF_THE_SERVER);
    for (String file : new String[] {"grafana/cluster-alerts.yaml", "guide/cluster-runbook.md"}) {
      Set<String> named =
          found(METRIC, read(file)).stream()
              .map(name -> name.replaceFirst("_(total|bucket)$", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(named).isNotEmpty();
      assertThat(counted).as(file).containsAll(named);
    }
  }

  @Test
  void givenAnAlert_theRunbookSaysWhatToDoAndNamesNoOther() throws IOException {
    Set<String> alerts =
        found(Pattern.compile("(?<=alert: )\\w+"), read("grafana/cluster-alerts.yaml"));

    assertThat(alerts).hasSizeGreaterThan(10);
    assertThat(found(ALERT, read("guide/cluster-runbook.md"))).containsExactlyElementsOf(alerts);
  }
}
