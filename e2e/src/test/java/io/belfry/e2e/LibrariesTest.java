package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The libraries as they are published, in the hands of a project that knows nothing of this one.
 */
@Tag("packages")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class LibrariesTest {
  private static final Path ROOT =
      Path.of(System.getProperty("belfry.root", "..")).toAbsolutePath().normalize();
  private static final long PATIENCE_SECONDS = 300;

  @TempDir private Path work;

  @Test
  void givenTheBomAndThePublishedJars_aProjectOutsideCompilesAndRuns() throws Exception {
    Path script = ROOT.resolve("e2e/packages/libraries.sh");
    ProcessBuilder builder =
        new ProcessBuilder(script.toString(), ROOT.toString(), work.toString())
            .redirectErrorStream(true);
    builder.environment().put("BELFRY_JAVA_HOME", System.getProperty("java.home"));

    Process process = builder.start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
    assertThat(said).endsWith("done\n");
  }
}
