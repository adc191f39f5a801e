package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.config.ConfigReference;
import io.belfry.server.http.ApiReason;
import java.nio.file.Path;
import java.util.EnumSet;
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
