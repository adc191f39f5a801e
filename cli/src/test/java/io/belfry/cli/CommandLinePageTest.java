package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of the guide that lists commands and exit codes. */
class CommandLinePageTest {
  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/guide/command-line.md"));
  }

  @Test
  void givenACommand_thePageListsIt() throws IOException {
    List<String> listed =
        page()
            .lines()
            .filter(line -> line.startsWith("| `belfry "))
            .map(line -> line.split("`", -1)[1].substring("belfry ".length()))
            .toList();

    assertThat(listed)
        .containsExactlyElementsOf(
            HelpGroups.all().values().stream().flatMap(List::stream).toList());
  }

  @Test
  void givenAnExitCode_thePageSaysWhatItMeans() throws IOException {
    assertThat(page())
        .contains("| " + Main.DONE + " | done")
        .contains("| " + Main.FAILED + " | refused")
        .contains("| " + Main.WRONG + " | called wrongly")
        .contains("| " + ImportCommand.SOMETHING_LEFT + " | `apps import` alone");
  }
}
