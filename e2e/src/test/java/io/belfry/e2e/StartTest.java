package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command and the cache that makes it start fast. */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class StartTest {
  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));
  private static final int RELEASE_WITH_CACHE = 25;
  private static final long PATIENCE_SECONDS = 120;
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
      """;

  @TempDir private Path folder;

  /** A blank on purpose: the virtual machine hands this path on to one that it starts. */
  private Path belfry;

  @BeforeEach
  void packageIt() throws IOException {
    Path home = folder.resolve("packed belfry");
    belfry = copy("belfry", home);
    copy("build/machine.sh", home);
    copy("build/start.sh", home);
    try (Stream<Path> files = Files.walk(ROOT.resolve("cli/target/app"))) {
      for (Path file : files.filter(StartTest::isOfThePackage).toList()) {
        copy(ROOT.relativize(file).toString(), home);
      }
    }
    Files.writeString(home.resolve("cli/target/app/built"), "");
    Files.writeString(folder.resolve("belfry.yaml"), CONFIG);
  }

  private static boolean isOfThePackage(Path file) {
    return Files.isRegularFile(file)
        && (file.toString().endsWith(".jar") || file.toString().endsWith(".so"));
  }

  // The machine compares the times of jars, so they are kept.
  private static Path copy(String name, Path home) throws IOException {
    Path copy = home.resolve(name);
    Files.createDirectories(copy.resolveSibling("."));
    return Files.copy(ROOT.resolve(name), copy, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private ProcessBuilder command(String options, String... words) {
    ProcessBuilder builder = new ProcessBuilder(belfry.toString());
    builder.command().addAll(List.of(words));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    builder.environment().put("BELFRY_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("BELFRY_JAVA_OPTS", options);
    return builder.redirectErrorStream(true);
  }

  private List<Path> train() throws Exception {
    Process training = command("", "train").directory(folder.toFile()).start();
    String said = new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
    assertThat(folder.resolve("data")).doesNotExist();
    try (Stream<Path> files = Files.list(belfry.resolveSibling("cli/target/app"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  /** Everything up to the line that says it listens. */
  private String start(String options) throws Exception {
    Process server =
        command(options, "serve", "--config", folder.resolve("belfry.yaml").toString()).start();
    try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      String line = lines.readLine();
      while (line != null && !line.contains(" Belfry ")) {
        said.append(line).append('\n');
        line = lines.readLine();
      }
      return said.append(line).toString();
    } finally {
      server.destroy();
      server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void givenOptionsThatDoNotFitTogether_theVirtualMachineWarnsAndElseIsQuiet() throws Exception {
    assertThat(said("-Xmx64m -XX:MaxNewSize=1g"))
        .contains("[warning][gc")
        .contains("MaxNewSize (1048576k)");
    assertThat(said("")).startsWith("Belfry ").hasLineCount(1);
  }

  private String said(String options) throws Exception {
    Process process = command(options, "--version").start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
    return said;
  }

  @Test
  void givenATrainedPackage_aStartUsesTheCacheAndOneWithABrokenCacheIsAsQuiet() throws Exception {
    List<Path> caches = train();

    if (Runtime.version().feature() < RELEASE_WITH_CACHE) {
      assertThat(caches).isEmpty();
    } else {
      assertThat(caches).hasSize(2);
      assertThat(start("-Xlog:aot:stdout")).contains("Using AOT-linked classes: true");
    }
    assertThat(start("")).contains(" Belfry ").hasLineCount(1);

    Path jar = belfry.resolveSibling("cli/target/app/lib/belfry-cli.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(1)));
    assertThat(start("")).contains(" Belfry ").hasLineCount(1);
    for (Path cache : caches) {
      Files.writeString(cache, "no cache at all");
    }
    assertThat(start("")).contains(" Belfry ").hasLineCount(1);
  }
}
