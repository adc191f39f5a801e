package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The public members of the official Java libraries against ours. */
class OfficialLibrariesTest {
  private final List<OfficialLibraries.Reason> reasons = OfficialLibraries.reasons();

  @Test
  void givenAMemberThatIsNotHere_theTableSaysWhy() {
    SortedSet<String> unexplained = new TreeSet<>();
    for (OfficialLibraries.Pair pair : OfficialLibraries.PAIRS) {
      assertThat(pair.officialMembers()).as(pair.name()).hasSizeGreaterThan(10);
      for (String missing : pair.missing()) {
        if (reasons.stream().noneMatch(reason -> reason.covers(pair.name(), missing))) {
          unexplained.add(pair.name() + " | " + missing);
        }
      }
    }

    assertThat(unexplained).as("docs/src/test/resources/official-java.txt").isEmpty();
  }

  @Test
  void givenALineOfTheTable_itIsAboutAMemberThatIsNotHere() {
    for (OfficialLibraries.Reason reason : reasons) {
      assertThat(OfficialLibraries.PAIRS)
          .as("%s", reason)
          .anySatisfy(
              pair ->
                  assertThat(pair.missing())
                      .anyMatch(missing -> reason.covers(pair.name(), missing)));
      assertThat(reason.here() + reason.why()).as("%s", reason).isNotBlank();
    }
  }

  @Test
  void givenBothLibraries_theirPageIsUpToDate() {
    Path page = Pages.ROOT.resolve("docs/guide/coming-from-official-java.md");
    String text = OfficialLibraries.markdown();
    if (Pages.IS_WRITING) {
      Pages.write(page, text);
    }

    assertThat(page).as("%s; %s", page, Pages.HOW_TO_WRITE).exists().content().isEqualTo(text);
  }
}
