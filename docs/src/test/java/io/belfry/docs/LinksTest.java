package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between the documents. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE =
      Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ +(.+)$", Pattern.MULTILINE);

  @Test
  void givenALinkInADocument_itLeadsSomewhere() {
    List<String> dead = new ArrayList<>();
    int links = 0;
    List<Path> pages = new ArrayList<>(Pages.all());
    pages.add(Pages.ROOT.resolve("llms.txt"));
    for (Path page : pages) {
      for (String target : linksOf(page)) {
        links++;
        if (!leadsSomewhere(page, target)) {
          dead.add(Pages.ROOT.relativize(page) + " -> " + target);
        }
      }
    }

    assertThat(links).isGreaterThan(20);
    assertThat(dead).isEmpty();
  }

  private static List<String> linksOf(Path page) {
    String prose = CODE.matcher(Pages.read(page)).replaceAll("");
    return LINK.matcher(prose)
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(target -> !target.contains("://"))
        .toList();
  }

  private static boolean leadsSomewhere(Path page, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path folder = page.toAbsolutePath().getParent();
    if (folder == null) {
      return false;
    }
    Path found = file.isEmpty() ? page : folder.resolve(file).normalize();
    if (!Files.exists(found)) {
      return false;
    }
    return hash < 0 || anchorsOf(found).contains(target.substring(hash + 1));
  }

  private static List<String> anchorsOf(Path page) {
    return HEADING
        .matcher(CODE.matcher(Pages.read(page)).replaceAll(""))
        .results()
        .map((MatchResult found) -> anchor(found.group(1)))
        .toList();
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
