package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs what the guide's pages about moving over tell their readers to type. */
class MigrationPagesTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("belfry.root", ".."), "docs", "guide");
  private static final Pattern PART =
      Pattern.compile("(?ms)^( *)<!-- (file: \\S+|run|prints) -->\\n *```\\w*\\n(.*?)\\n *```$");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @Tag("LIM-047")
  @ValueSource(strings = {"soketi", "reverb", "sockudo", "hosted"})
  void givenAPageAboutMovingOver_itsCommandsDoWhatItSays(String from) throws IOException {
    String page = Files.readString(GUIDE.resolve("coming-from-" + from + ".md"));
    List<MatchResult> parts = PART.matcher(page).results().toList();
    StringBuilder printed = new StringBuilder();

    for (MatchResult part : parts) {
      String text = part.group(3).replaceAll("(?m)^" + part.group(1), "");
      switch (part.group(2)) {
        case "run" -> text.lines().forEach(line -> printed.append(ran(line)));
        case "prints" -> assertThat(printed.toString()).contains(text.lines().toList());
        default ->
            Files.writeString(folder.resolve(part.group(2).substring("file: ".length())), text);
      }
    }

    assertThat(parts).extracting(part -> part.group(2)).contains("run");
    assertThat(printed.toString()).contains("belfry.yaml is good");
  }

  private String ran(String line) {
    List<String> words = List.of(line.split(" +", -1));
    assertThat(words.get(0)).isEqualTo("./belfry");
    String[] arguments =
        words.stream()
            .skip(1)
            .map(word -> isFile(word) ? folder.resolve(word).toString() : word)
            .toArray(String[]::new);
    Ran ran = Ran.with(arguments);
    assertThat(ran.exitCode()).as(line + "\n" + ran.out() + ran.err()).isIn(0, 3);
    return ran.out().replace(folder + "/", "");
  }

  private boolean isFile(String word) {
    return word.equals("belfry.yaml") || Files.isRegularFile(folder.resolve(word));
  }
}
