package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.config.file.ConfigReference;
import io.belfry.server.http.ApiReason;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages that are made from the code against the code. */
class GeneratedPagesTest {
  private static final Path GUIDE = Pages.ROOT.resolve("docs/guide");
  private static final Set<ApiReason> OF_FALLBACK_TRANSPORTS =
      EnumSet.of(ApiReason.BODY_INVALID, ApiReason.CALLBACK_INVALID);

  @Test
  void givenTheSettings_theirReferenceIsUpToDate() {
    isUpToDate("configuration.md", ConfigReference.markdown());
  }

  @Test
  void givenLimitsAndCodes_theirPageIsUpToDate() {
    isUpToDate("limits-and-errors.md", LimitsAndErrors.markdown());
  }

  @Test
  @Tag("HTTP-006")
  void givenAReasonToRefuseARequest_itIsListedWithItsStatusAndNoOtherIs() {
    assertThat(rowsOfReasons())
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.copyOf(OF_FALLBACK_TRANSPORTS)).stream()
                .map(reason -> "| " + reason.status() + " | `" + reason.word() + "` |")
                .toList());
    assertThat(Pages.read(GUIDE.resolve("fallback-transports.md")))
        .contains(
            OF_FALLBACK_TRANSPORTS.stream().map(reason -> "`" + reason.word() + "`").toList());
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
  void givenTheDescriptionOfTheHttpApi_theTableOfItsRoutesIsUpToDate() {
    Pattern table =
        Pattern.compile(
            "(?<=\\| Request \\| Does \\|\n\\|---\\|---\\|\n).*?(?=\\| `GET /healthz`)",
            Pattern.DOTALL);
    String page = Pages.read(GUIDE.resolve("http-api.md"));

    isUpToDate("http-api.md", table.matcher(page).replaceFirst(Matcher.quoteReplacement(routes())));
  }

  private static String routes() {
    Path description =
        Pages.ROOT.resolve("server/src/main/resources/io/belfry/server/api/ops/openapi.yaml");
    Pattern line =
        Pattern.compile("^  (/\\S+):$|^    (\\w+):$|^      summary: (.+)$", Pattern.MULTILINE);
    StringBuilder rows = new StringBuilder();
    String path = "";
    String method = "";
    for (MatchResult found : line.matcher(Pages.read(description)).results().toList()) {
      if (found.group(1) != null) {
        path =
            found
                .group(1)
                .replace("{app_id}", "APP_ID")
                .replace("{channel_name}", "NAME")
                .replace("{user_id}", "USER_ID");
      } else if (found.group(2) != null) {
        method = found.group(2).toUpperCase(Locale.ROOT);
      } else {
        rows.append("| `%s %s` | %s |\n".formatted(method, path, found.group(3)));
      }
    }
    return rows.toString();
  }

  private static void isUpToDate(String name, String text) {
    Path page = GUIDE.resolve(name);
    if (Pages.IS_WRITING) {
      Pages.write(page, text);
    }
    assertThat(page).as("%s; %s", page, Pages.HOW_TO_WRITE).exists().content().isEqualTo(text);
  }

  private static Set<String> rowsOfReasons() {
    Pattern row = Pattern.compile("^(\\| \\d{3} \\| `[a-z0-9_]+` \\|)", Pattern.MULTILINE);
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
