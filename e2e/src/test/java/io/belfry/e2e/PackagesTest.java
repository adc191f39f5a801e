package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ./belfry package} makes, used as it is meant to be: in clean roots out of Debian's
 * packages, by the scripts of {@code e2e/packages}. All share one build of the packages; what else
 * has to be built is so meanwhile.
 */
@Tag("packages")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class PackagesTest {
  private static final Path ROOT =
      Path.of(System.getProperty("belfry.root", "..")).toAbsolutePath().normalize();
  private static final Path PACKAGES = ROOT.resolve("target/package");
  private static final int RELEASE_WITH_CACHE = 25;
  private static final long PATIENCE_SECONDS = 300;

  // The application as Maven has built it, whatever its sources say meanwhile.
  private static final String PACKAGE =
      """
      root=$0 app=$0/cli/target/app jar=$0/cli/target/app/lib/belfry-cli.jar
      . "$root/build/machine.sh"; . "$root/build/start.sh"; use_jdk; . "$root/build/package.sh"
      package "$@"
      """;

  // Namespaces of its own for mounts and processes: both end with the script.
  private static final List<String> APART =
      List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");

  private static final Path AGAIN = PACKAGES.resolve("again");
  private static final FutureTask<String> NEWER =
      new FutureTask<>(() -> packed("--version", "99.0", "deb"));
  private static final FutureTask<String> BUILT_AGAIN =
      new FutureTask<>(
          () -> packed("--out", AGAIN.toString(), "--caches", stage().toString(), "archive"));

  @TempDir private Path work;

  @BeforeAll
  static void makePackages() throws Exception {
    assumeTrue(
        Runtime.version().feature() >= RELEASE_WITH_CACHE,
        "A package needs the runtime of a JDK 25 or later.");
    assumeTrue(isRoot(), "Clean roots need root: run ./verify as root.");
    packed();
    // Most of the tests wait for a server to start, so there is a core to spare.
    Thread.ofPlatform().daemon().start(NEWER);
    Thread.ofPlatform().daemon().start(BUILT_AGAIN);
  }

  private static boolean isRoot() throws Exception {
    return run(List.of("id", "-u")).strip().equals("0");
  }

  private static String packed(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-eu", "-o", "pipefail", "-c", PACKAGE));
    command.add(ROOT.toString());
    command.addAll(List.of(words));
    return run(command);
  }

  private static String run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    builder.environment().put("BELFRY_JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  /** Runs a script of e2e/packages; it ends with this word when all was as it should be. */
  private static void passes(String script, Object... words) throws Exception {
    List<String> command = new ArrayList<>(APART);
    command.add(ROOT.resolve("e2e/packages").resolve(script).toString());
    Stream.of(words).map(Object::toString).forEach(command::add);
    assertThat(run(command)).endsWith("done\n");
  }

  private static Path made(String pattern) throws Exception {
    try (Stream<Path> files = Files.list(PACKAGES)) {
      return files
          .filter(file -> file.getFileName().toString().matches(pattern))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path cleanRoot() {
    return PACKAGES.resolve("root.tar");
  }

  @Test
  @Tag("THR-51")
  void givenTheArchiveInARootWithoutJava_nobodyStartsItFromItsCacheAndItWritesNothing()
      throws Exception {
    passes("archive.sh", made("belfry-0.*\\.tar\\.gz"), cleanRoot(), work);
  }

  @Test
  @Tag("THR-51")
  void givenTheDebianPackage_itIsInstalledStartedUpgradedTakenBackRemovedAndPurged()
      throws Exception {
    NEWER.get();

    passes(
        "deb.sh",
        made("belfry_0.*\\.deb"),
        PACKAGES.resolve("belfry_99.0_" + debArch() + ".deb"),
        cleanRoot(),
        work);
  }

  private static String debArch() throws Exception {
    return run(List.of("dpkg", "--print-architecture")).strip();
  }

  @Test
  @Tag("THR-51")
  void givenTheImage_itServesAsAnOrdinaryUserFromAReadOnlyRoot() throws Exception {
    passes("image.sh", made("belfry-0.*-oci\\.tar"), work, ROOT.resolve("package/belfry.yaml"));
  }

  @Test
  void givenTheChart_itIsFilledInAndItsConfigurationIsGood() throws Exception {
    Path chart = ROOT.resolve("package/helm/belfry");
    passes("chart.sh", chart, stage().resolve("bin/belfry"), work);
  }

  @Test
  void givenTheUnit_systemdFindsLittleExposed() throws Exception {
    String said =
        run(
            List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                ROOT.resolve("package/deb/belfry.service").toString()));

    Matcher level = Pattern.compile("Overall exposure level for \\S+: ([0-9.]+)").matcher(said);
    assertThat(level.find()).as(said).isTrue();
    assertThat(Double.parseDouble(level.group(1))).as(said).isLessThanOrEqualTo(2.0);
  }

  @Test
  void givenTheBillOfMaterials_itKeepsToTheSchemaOfCycloneDx() throws Exception {
    SdkFolder judge = SdkFolder.install("cyclonedx");
    Path bill = made("belfry-0.*\\.cdx\\.json");

    assertThat(run(List.of("node", judge.file("driver.mjs"), bill.toString()))).isEqualTo("done\n");
  }

  @Test
  @Tag("THR-50")
  void givenAJarWhoseLicenceNobodyLookedUp_packingEndsAndNamesIt() throws Exception {
    Files.createDirectories(work.resolve("app/lib"));
    Files.createFile(work.resolve("app/lib/stranger-1.0.jar"));
    String packing =
        ". \"$0/build/package.sh\"; root=$0 home=$1 version=1 epoch=0; stage_bill; echo packed on";

    Process process =
        new ProcessBuilder("bash", "-eu", "-c", packing, ROOT.toString(), work.toString())
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .contains("the licence of stranger-1.0.jar is not known")
        .doesNotContain("packed on");
    assertThat(process.waitFor()).isNotZero();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  @Tag("THR-50")
  void givenTheSameSourcesAndCaches_aSecondBuildIsByteForByteTheFirst() throws Exception {
    Path first = made("belfry-0.*\\.tar\\.gz");

    BUILT_AGAIN.get();

    assertThat(Files.mismatch(first, AGAIN.resolve(first.getFileName()))).isEqualTo(-1);
  }

  /** The unpacked package, of which all others are made. */
  private static Path stage() {
    return PACKAGES.resolve("stage/belfry");
  }
}
