package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HelpTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void givenACommand_itStandsInOneGroupOfTheHelp() {
    assertThat(HelpGroups.all().values().stream().flatMap(names -> names.stream()))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(Main.commandLine().getSubcommands().keySet());
    assertThat(Ran.with("help").out())
        .containsPattern("(?m)^Events and users$")
        .containsPattern("(?m)^  send-to-user +Sends an event")
        .contains("Exit codes:");
  }

  @Test
  void givenANarrowTerminal_helpBreaksItsLines() {
    CommandLine belfry = Main.commandLine();
    belfry.setUsageHelpWidth(55);

    assertThat(belfry.getSubcommands().values())
        .allSatisfy(
            command ->
                assertThat(command.getUsageMessage().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(120)));
  }

  @Test
  void givenVersion_itIsSaidForPeopleAndForPrograms() {
    assertThat(Ran.with("version").out()).startsWith("Belfry ").hasLineCount(3);
    assertThat(Ran.with("version", "--json").out())
        .matches("\\{\"version\":\".+\",\"java\":\".+\",\"system\":\".+\"}\n");
  }

  @Test
  void givenBash_itsScriptHasAllCommandsAndIsUnderstood() throws Exception {
    String script = Ran.with("completion", "bash").out();
    Path file = Files.writeString(folder.resolve("completion"), script);

    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '"
                    + file
                    + "'; COMP_WORDS=(belfry send); COMP_CWORD=1;"
                    + " _complete_belfry; echo \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    String said =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo("send-to-user\n");
    assertThat(Ran.with("completion", "zsh").out()).isEqualTo(script);
  }

  @Test
  void givenFish_itsScriptHasAllCommandsAndOptions() {
    String script = Ran.with("completion", "fish").out();

    for (String name : new TreeSet<>(Main.commandLine().getSubcommands().keySet())) {
      assertThat(script).contains("-a " + name + " -d '");
    }
    assertThat(script)
        .contains(
            "'__fish_seen_subcommand_from apps; and __fish_seen_subcommand_from add' -l json -d")
        .doesNotContain("${");
    assertThat(script.lines())
        .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '\'').count() % 2).isZero());
    assertThat(Ran.with("completion", "csh").err()).contains("bash, zsh or fish").hasLineCount(1);
  }

  @Test
  void givenEveryCommand_itHasASentenceForItsHelp() throws IOException {
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty());
  }
}
