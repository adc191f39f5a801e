package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
  private static final String GOOD =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 0, operations: {port: 0}}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
      console: {payloads: true}
      """;
  private static final String STAMP =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) ";

  @TempDir private Path folder = Path.of("");

  private BelfryProcess serve(Map<String, String> variables) throws IOException {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), GOOD);
    return BelfryProcess.start(variables, "serve", "--config", file.toString());
  }

  @Test
  void givenAServer_eachOfItsLinesHasTimeAndLevelAndItSaysWhatItDoes() throws Exception {
    try (BelfryProcess belfry = serve(Map.of())) {
      assertThat(belfry.line()).matches(STAMP + "INFO  Serve Belfry .* listens on http://.*");
      assertThat(belfry.line()).matches(STAMP + "INFO  Serve operations are at port \\d+");
      belfry.signal("TERM");

      assertThat(belfry.exitCode()).isZero();
      assertThat(belfry.errors().lines())
          .allMatch(line -> line.matches(STAMP + "(INFO|WARN) +\\w+ .*"))
          .anyMatch(line -> line.contains("WARN  Serve note: "))
          .anyMatch(line -> line.endsWith("draining 0 connections over 0 s"))
          .anyMatch(line -> line.endsWith("RunningServer stopped"));
    }
  }

  @Test
  void givenJson_eachLineIsAnObject() throws Exception {
    try (BelfryProcess belfry = serve(Map.of("BELFRY_LOG_FORMAT", "json"))) {
      String first = belfry.line();
      belfry.signal("TERM");

      assertThat(belfry.exitCode()).isZero();
      assertThat((first + "\n" + belfry.output() + "\n" + belfry.errors()).lines())
          .hasSizeGreaterThan(4)
          .allSatisfy(LogTest::assertIsObject);
      assertThat(first).contains("listens on http://");
    }
  }

  private static void assertIsObject(String line) {
    try (ObjectCursor members = ObjectCursor.over(line, Strictness.SIGNED)) {
      String name = members.next();
      assertThat(name).isEqualTo("time");
      while (name != null) {
        name = members.next();
      }
    }
  }

  @Test
  void givenDebug_theLoggersOfLibrariesAreQuiet() throws Exception {
    try (BelfryProcess belfry = serve(Map.of("BELFRY_LOG_LEVEL", "DEBUG"))) {
      belfry.line();
      belfry.signal("TERM");

      assertThat(belfry.exitCode()).isZero();
      assertThat(belfry.errors().lines()).hasSizeLessThan(10);
    }
  }

  @Test
  void givenALevelThatIsNone_itDoesNotStart() throws Exception {
    try (BelfryProcess belfry = serve(Map.of("BELFRY_LOG_LEVEL", "FOO"))) {
      assertThat(belfry.exitCode()).isEqualTo(2);
      assertThat(belfry.errors())
          .startsWith("belfry: BELFRY_LOG_LEVEL has \"FOO\". Expected ERROR, WARN, INFO or DEBUG")
          .hasLineCount(1);
    }
  }
}
