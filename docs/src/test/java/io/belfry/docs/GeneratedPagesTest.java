package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.config.ConfigReference;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages that are made from the code against the code. */
class GeneratedPagesTest {
  private static final Path GUIDE = Pages.ROOT.resolve("docs/guide");
  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?:new (?:ApiError|[\\w.]*Violation)\\(\\s*\\d{3},|(?:badRequest|unauthorized)\\()\\s*\"([a-z0-9_]+)\"");

  @Test
  void givenTheSettings_theirReferenceIsUpToDate() {
    isUpToDate("configuration.md", ConfigReference.markdown());
  }

  @Test
  void givenLimitsAndCodes_theirPageIsUpToDate() {
    isUpToDate("limits-and-errors.md", LimitsAndErrors.markdown());
  }

  @Test
  void givenARefusalOfTheHttpApi_itsReasonIsListed() {
    String page = Pages.read(GUIDE.resolve("http-api.md"));

    assertThat(reasonsInTheCode())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            reason ->
                assertThat(page).as("docs/guide/http-api.md").contains("| `" + reason + "` |"));
  }

  @Test
  void givenAListedReason_theCodeHasIt() {
    String code = sources("http", "net");

    assertThat(reasonsOnThePage())
        .hasSizeGreaterThan(20)
        .allSatisfy(reason -> assertThat(code).contains("\"" + reason + "\""));
  }

  @Test
  void givenAMetricOfTheCode_itIsListed() {
    String page = Pages.read(GUIDE.resolve("operations.md"));
    Pattern meter = Pattern.compile("\"(belfry_[a-z_]+)\"");

    assertThat(matches(meter, sources(".")))
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(page).contains("| `" + name + "`"));
  }

  @Test
  @Tag("CON-060")
  void givenAReasonOrMistakeOfTheLog_itIsListed() {
    String page = Pages.read(GUIDE.resolve("operations.md"));
    Pattern constant = Pattern.compile("^  ([A-Z_]+)\\((?:\"|$)", Pattern.MULTILINE);

    assertThat(matches(constant, sources("refusal")))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            word ->
                assertThat(page.replace("`", " "))
                    .contains(" " + word.toLowerCase(Locale.ROOT) + " "));
  }

  @Test
  void givenARouteOfTheHttpApi_itIsListed() {
    String page = Pages.read(GUIDE.resolve("http-api.md"));
    Path description =
        Pages.ROOT.resolve("server/src/main/resources/io/belfry/server/api/ops/openapi.yaml");
    Pattern path = Pattern.compile("^  (/[a-z_{}/]+):$", Pattern.MULTILINE);

    assertThat(matches(path, Pages.read(description)))
        .hasSizeGreaterThan(7)
        .allSatisfy(
            route ->
                assertThat(page)
                    .contains(
                        " "
                            + route
                                .replace("{app_id}", "APP_ID")
                                .replace("{channel_name}", "NAME")
                                .replace("{user_id}", "USER_ID")
                            + "` |"));
  }

  private static void isUpToDate(String name, String text) {
    Path page = GUIDE.resolve(name);
    if (Pages.IS_WRITING) {
      Pages.write(page, text);
    }
    assertThat(page).as("%s; %s", page, Pages.HOW_TO_WRITE).exists().content().isEqualTo(text);
  }

  private static Set<String> reasonsInTheCode() {
    return matches(REFUSAL, sources("http", "net"));
  }

  private static Set<String> reasonsOnThePage() {
    Pattern row = Pattern.compile("^\\| \\d{3} \\| `([a-z0-9_]+)` \\|", Pattern.MULTILINE);
    return matches(row, Pages.read(GUIDE.resolve("http-api.md")));
  }

  private static Set<String> matches(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text).results().map((MatchResult hit) -> hit.group(1)).forEach(found::add);
    return found;
  }

  private static String sources(String... parts) {
    Path server = Pages.ROOT.resolve("server/src/main/java/io/belfry/server");
    StringBuilder all = new StringBuilder();
    for (String part : parts) {
      Pages.below(server.resolve(part), ".java").forEach(file -> all.append(Pages.read(file)));
    }
    return all.toString();
  }
}
