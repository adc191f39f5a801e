package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last line of {@code ./verify}, out of what Maven has said. */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class VerifyCountsTest {
  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));
  private static final String JUDGING =
      "set -eu -o pipefail; . \"$0/build/counts.sh\"; judge \"$1\" \"$2\"";

  /** A class that runs for two kinds of engine, and fails for the first. */
  private static final String FAILED =
      """
      [ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 9.9 s -- in a.OfTwoTest
      [INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 9.9 s -- in a.OfTwoTest
      [INFO] Results:
      [INFO]
      [ERROR] Failures:
      [ERROR]   OfTwoTest.givenNothing_allIsWell:12 expected: 1
       but was: 2
      [INFO]
      [ERROR] Tests run: 10, Failures: 1, Errors: 0, Skipped: 0
      """;

  private static final String GREEN =
      """
      [INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 9.9 s -- in a.OfTwoTest
      [INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 9.9 s -- in a.OfTwoTest
      What a library prints without an end of line.[INFO] Tests run: 10, Failures: 0, Errors: 0, Skipped: 0
      [INFO] --- surefire:3.5.4:test (three-nodes) @ belfry-e2e ---
      [WARNING] Tests run: 7, Failures: 0, Errors: 0, Skipped: 2
      """;

  @TempDir private Path folder;

  private record Judged(int status, String said) {}

  private Judged judged(int built, String ofMaven, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("verify.log"), ofMaven);
    List<String> words =
        List.of("bash", "-c", JUDGING, ROOT.toString(), String.valueOf(built), file.toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().remove("CI");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Judged(process.waitFor(), said);
  }

  @Test
  void givenAClassThatRunsTwiceAndAModuleThatDoes_eachRunCounts() throws Exception {
    assertThat(judged(0, GREEN, Map.of()))
        .isEqualTo(new Judged(0, "15 passed, 0 failed, 2 skipped\n"));
  }

  @Test
  void givenATestThatFailedBeforeItsClassRanAgain_itIsNamedAndCountedAndNothingElseIsBlamed()
      throws Exception {
    assertThat(judged(1, FAILED, Map.of()))
        .isEqualTo(
            new Judged(
                1,
                """
                belfry: these tests failed:
                [ERROR]   OfTwoTest.givenNothing_allIsWell:12 expected: 1
                 but was: 2
                9 passed, 1 failed, 0 skipped
                """));
    assertThat(judged(0, FAILED, Map.of()).status()).isEqualTo(1);
  }

  @Test
  void givenABuildThatFailedWithoutATest_itSaysSo() throws Exception {
    assertThat(judged(1, GREEN, Map.of()))
        .isEqualTo(
            new Judged(
                1,
                "belfry: the build failed outside the tests, see above\n"
                    + "15 passed, 0 failed, 2 skipped\n"));
  }

  @Test
  void givenTestsThatWereSkippedOrNone_theBuildFailsWhereItHasTo() throws Exception {
    assertThat(judged(0, GREEN, Map.of("CI", "true")))
        .isEqualTo(
            new Judged(
                1,
                "belfry: tests were skipped, which CI=true forbids\n"
                    + "15 passed, 0 failed, 2 skipped\n"));
    assertThat(judged(0, "[INFO] BUILD SUCCESS\n", Map.of()))
        .isEqualTo(new Judged(1, "belfry: no test ran\n0 passed, 0 failed, 0 skipped\n"));
  }
}
