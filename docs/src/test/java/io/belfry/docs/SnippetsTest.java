package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Java code in the documents against the tests that it is taken from. */
class SnippetsTest {
  private final SortedMap<String, String> snippets = Snippets.ofTests();

  @TestFactory
  Stream<DynamicTest> givenAPage_itsJavaIsThatOfATest() {
    return Pages.withCode().stream()
        .map(page -> DynamicTest.dynamicTest(nameOf(page), () -> check(page)));
  }

  @Test
  void givenASnippet_aPageShowsIt() {
    Set<String> shown = new TreeSet<>();
    for (Path page : Pages.withCode()) {
      Snippets.blocksOf(Pages.read(page)).forEach(block -> shown.add(block.name()));
    }

    assertThat(snippets.keySet()).isNotEmpty().isSubsetOf(shown);
  }

  @Test
  void givenAChangedSnippet_aRenewedPageShowsIt() {
    String page = "Text.\n\n<!-- snippet: make-pusher -->\n```java\nold();\n```\n\nMore.\n";

    assertThat(Snippets.renewed(page, snippets))
        .startsWith("Text.\n\n<!-- snippet: make-pusher -->\n```java\n")
        .contains(snippets.get("make-pusher"))
        .doesNotContain("old()")
        .endsWith("```\n\nMore.\n");
  }

  private void check(Path page) {
    if (Pages.IS_WRITING) {
      Pages.write(page, Snippets.renewed(Pages.read(page), snippets));
    }
    for (Snippets.Block block : Snippets.blocksOf(Pages.read(page))) {
      assertThat(snippets)
          .as(
              "%s shows Java without the line <!-- snippet: NAME --> above it, or with the name of no"
                  + " region in docs/src/test/java:%n%s",
              nameOf(page), block.code())
          .containsKey(block.name());
      assertThat(block.code())
          .as(
              "Snippet %s in %s differs from its test. Change the test, then %s",
              block.name(), nameOf(page), Pages.HOW_TO_WRITE)
          .isEqualTo(snippets.get(block.name()));
    }
  }

  private static String nameOf(Path page) {
    return Pages.ROOT.relativize(page).toString();
  }
}
