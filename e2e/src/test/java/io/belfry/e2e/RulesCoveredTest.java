package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The project's rules against the tests that name them. */
class RulesCoveredTest {
  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));

  @Test
  void givenATestThatNamesARule_itIsListed() throws IOException {
    Rules rules = Rules.of(ROOT);

    assertThat(new TreeSet<>(rules.proofs().keySet()))
        .as("ids named by tests: an id that is missing below docs/rules is a slip or a new rule")
        .isSubsetOf(rules.listed());
  }

  @Test
  void givenAListedRule_aTestNamesIt() throws IOException {
    Rules rules = Rules.of(ROOT);

    assertThat(new TreeSet<>(rules.listed()))
        .as("rules below docs/rules: each needs a test with its @Tag")
        .isSubsetOf(rules.proofs().keySet());
  }

  @Test
  void givenAListedRule_itStandsOnce() throws IOException {
    assertThat(Rules.of(ROOT).listed()).doesNotHaveDuplicates();
  }

  @Test
  void givenTheTableOfProvenRules_itIsUpToDate() throws IOException {
    String table = Rules.of(ROOT).provenTable();
    Path file = Rules.provenFile(ROOT);
    if (Boolean.getBoolean("belfry.rules.write")) {
      Files.writeString(file, table);
    }

    assertThat(file)
        .as("docs/rules/README.md tells how to write this table anew")
        .exists()
        .content()
        .isEqualTo(table);
  }
}
