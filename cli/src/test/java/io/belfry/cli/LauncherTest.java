package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts around the command, with made-up JDKs in a made-up tree. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));
  private static final String ECHO = "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n";

  @TempDir private Path machine;

  /** Blanks on purpose: every path of these tests has some. */
  private Path tree;

  @BeforeEach
  void plant() throws IOException {
    tree = Files.createDirectories(machine.resolve("a tree/of mine"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = tree.resolve(name);
    script(jdk.resolve("bin/java"), ECHO);
    script(jdk.resolve("bin/javac"), ECHO);
    Files.writeString(
        jdk.resolve("release"),
        "JAVA_RUNTIME_VERSION=\"%1$s+8\"\nJAVA_VERSION=\"%1$s\"\n".formatted(version));
    return jdk;
  }

  private record Said(int exitCode, String out, String err) {}

  private Said run(Map<String, String> environment, Path folder, String... command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    builder.environment().put("HOME", tree.resolve("home").toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    try (BelfryProcess process = BelfryProcess.start(builder)) {
      String out = process.output();
      return new Said(process.exitCode(), out, process.errors());
    }
  }

  private Said find(Map<String, String> environment) throws Exception {
    return search("", environment);
  }

  private Said search(String before, Map<String, String> environment) throws Exception {
    String program = ". \"$0\"; " + before + " find_jdk; printf %s \"$JDK\"";
    String scriptFile = ROOT.resolve("build/machine.sh").toAbsolutePath().toString();
    return run(environment, tree, "bash", "-c", program, scriptFile);
  }

  @Test
  void givenTheVariable_itWinsOverJavaHomeAndPath() throws Exception {
    Path mine = jdk("mine", "21.0.2");
    Path other = jdk("other", "25");

    Said said =
        find(
            Map.of(
                "BELFRY_JAVA_HOME", mine.toString(),
                "JAVA_HOME", other.toString(),
                "PATH", other.resolve("bin") + ":/usr/bin:/bin"));

    assertThat(said).isEqualTo(new Said(0, mine.toString(), ""));
  }

  @Test
  void givenTheVariableNamesAnOldJdk_itIsRefusedInOneSentence() throws Exception {
    Path old = jdk("old", "17.0.9");

    Said said =
        find(Map.of("BELFRY_JAVA_HOME", old.toString(), "JAVA_HOME", jdk("new", "25").toString()));

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).startsWith("belfry: BELFRY_JAVA_HOME names " + old).hasLineCount(1);
  }

  @Test
  void givenAnOldJavaHome_theOneOnThePathIsTaken() throws Exception {
    Path old = jdk("old", "1.8.0_392");
    Path linked = jdk("good", "26-ea");
    Path bin = Files.createDirectories(tree.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), linked.resolve("bin/java"));

    Said said = find(Map.of("JAVA_HOME", old.toString(), "PATH", bin + ":/usr/bin:/bin"));

    assertThat(said).isEqualTo(new Said(0, linked.toString(), ""));
  }

  @Test
  void givenAFittingJavaHome_itWinsOverThePath() throws Exception {
    Path home = jdk("home jdk", "21");

    Said said =
        find(
            Map.of(
                "JAVA_HOME", home.toString(), "PATH", jdk("other", "30") + "/bin:/usr/bin:/bin"));

    assertThat(said.out()).isEqualTo(home.toString());
  }

  @Test
  void givenOnlyTheUsualFolders_theNewestIsTaken() throws Exception {
    jdk("home/.jdks/older", "900.0.1");
    Path newest = jdk("home/.sdkman/candidates/java/newest", "999");
    jdk("home/.sdkman/candidates/java/beside", "998.1");

    Said said = find(Map.of("PATH", jdk("old", "17") + "/bin:/usr/bin:/bin"));

    assertThat(said).isEqualTo(new Said(0, newest.toString(), ""));
  }

  @Test
  void givenARuntimeWithoutCompiler_itIsNoJdk() throws Exception {
    Path runtime = jdk("runtime", "999");
    Files.delete(runtime.resolve("bin/javac"));

    Said said =
        search(
            "jdk_in_usual_folders() { :; };",
            Map.of(
                "JAVA_HOME", runtime.toString(), "PATH", jdk("old", "17") + "/bin:/usr/bin:/bin"));

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .startsWith("belfry: Belfry needs a JDK 21 or later and found none")
        .contains("BELFRY_JAVA_HOME", "JAVA_HOME", "PATH")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"21.0.2,21", "25,25", "26-ea,26", "1.8.0_392,1", "21+35,21", "x,''", "'',''"})
  void givenAReleaseFile_itsFeatureReleaseIsRead(String version, String release) throws Exception {
    Path jdk = jdk("any", version);
    String scriptFile = ROOT.resolve("build/machine.sh").toAbsolutePath().toString();

    Said said =
        run(
            Map.of(),
            tree,
            "bash",
            "-c",
            ". \"$0\"; jdk_release \"$1\"",
            scriptFile,
            jdk.toString());

    assertThat(said).isEqualTo(new Said(0, release, ""));
  }

  private Path project() throws IOException {
    Path project = tree.resolve("belfry project");
    script(project.resolve("belfry"), Files.readString(ROOT.resolve("belfry")));
    for (String part : List.of("build/machine.sh", "build/start.sh")) {
      script(project.resolve(part), Files.readString(ROOT.resolve(part)));
    }
    Path source = project.resolve("cli/src/main/A.java");
    script(source, "");
    script(project.resolve("pom.xml"), "");
    script(project.resolve("cli/pom.xml"), "");
    script(project.resolve("cli/target/app/lib/belfry-cli.jar"), "");
    script(project.resolve("cli/target/app/built"), "");
    FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(source).toMillis() + 60_000);
    Files.setLastModifiedTime(project.resolve("cli/target/app/built"), later);
    return project;
  }

  @Test
  void givenALinkFromAnotherFolder_theCommandStartsWithItsArgumentsWhole() throws Exception {
    Path jdk = jdk("jdk", "25.0.1");
    Path project = project();
    Path link = Files.createSymbolicLink(tree.resolve("link"), project.resolve("belfry"));

    Said said =
        run(
            Map.of("BELFRY_JAVA_HOME", jdk.toString(), "BELFRY_JAVA_OPTS", "-Da=1 -Db=2"),
            machine,
            link.toString(),
            "serve",
            "--config",
            "my file.yaml");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .contains("-Da=1", "-Db=2")
        .endsWith(
            "-jar",
            project.toRealPath() + "/cli/target/app/lib/belfry-cli.jar",
            "serve",
            "--config",
            "my file.yaml");
  }

  @Test
  void givenANewerSource_itBuildsFirstAndSaysWhenThatFails() throws Exception {
    Path jdk = jdk("jdk", "25.0.1");
    Path project = project();
    script(
        tree.resolve("tools/mvn"),
        "#!/bin/sh\necho \"[ERROR] $JAVA_HOME does not build\"\nexit 1\n");
    Files.delete(project.resolve("cli/target/app/built"));

    Said said =
        run(
            Map.of("BELFRY_JAVA_HOME", jdk.toString(), "PATH", tree + "/tools:/usr/bin:/bin"),
            machine,
            project.resolve("belfry").toString(),
            "help");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(said.err())
        .contains("belfry: building", jdk + " does not build", "the build failed", "build.log");
  }

  @Test
  void givenAParentThatIgnoresSignals_onlyAHangUpStaysIgnored() throws Exception {
    Path project = project();
    Path jdk = jdk("jdk", "25.0.1");
    script(jdk.resolve("bin/java"), "#!/bin/bash\ntrap -p INT TERM HUP\n");

    Said said =
        run(
            Map.of("BELFRY_JAVA_HOME", jdk.toString()),
            machine,
            "bash",
            "-c",
            "trap '' HUP INT TERM; exec \"$0\" serve",
            project.resolve("belfry").toString());

    assertThat(said).isEqualTo(new Said(0, "trap -- '' SIGHUP", ""));
  }

  @Test
  void givenNoHomeAndNoInput_itStarts() throws Exception {
    Path project = project();
    String jdk = jdk("jdk", "25.0.1").toString();

    Said said =
        run(
            Map.of(),
            machine,
            "bash",
            "-c",
            "exec env -i PATH=/usr/bin:/bin BELFRY_JAVA_HOME=\"$1\" \"$0\" serve <&-",
            project.resolve("belfry").toString(),
            jdk);

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out()).endsWith("serve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "de_DE.ISO-8859-1", "C.UTF-8"})
  void givenAnyLocale_namesOfFilesAreUtf8(String locale) throws Exception {
    Path project = project();
    Path jdk = jdk("jdk", "25.0.1");
    script(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$LC_ALL\"\n");

    Said said =
        run(
            Map.of("BELFRY_JAVA_HOME", jdk.toString(), "LANG", locale),
            machine,
            project.resolve("belfry").toString(),
            "serve");

    boolean isLinux = System.getProperty("os.name").equals("Linux");
    assertThat(said.out()).isEqualTo(isLinux ? "C.UTF-8" : "");
  }

  private Said serve(Path project, Path jdk, String options) throws Exception {
    return run(
        Map.of("BELFRY_JAVA_HOME", jdk.toString(), "BELFRY_JAVA_OPTS", options),
        machine,
        project.resolve("belfry").toString(),
        "serve");
  }

  private static Path cache(Path project, String kind) throws IOException {
    return Files.createFile(project.resolve("cli/target/app/" + kind + "-25.0.1+8.aot"));
  }

  @ParameterizedTest
  @CsvSource({
    "25.0.1,'-Xlog:all=warning,cds*=off,aot*=off:stderr:time,level,tags'",
    "21.0.4,'-Xlog:all=warning,cds*=off:stderr:time,level,tags'"
  })
  void givenAJdk_itsWarningsAreShownWithTheTagsThatItKnows(String version, String words)
      throws Exception {
    Said said = serve(project(), jdk("jdk", version), "");

    assertThat(said.out().lines())
        .contains("-Xlog:disable", words)
        .contains("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void givenACacheOfThisJdk_aStartUsesIt() throws Exception {
    Path project = project();
    Path cache = cache(project, "serve");

    Said said = serve(project, jdk("jdk", "25.0.1"), "");

    assertThat(said.out().lines())
        .contains("-XX:AOTCache=" + cache.toRealPath())
        .noneMatch(option -> option.startsWith("-XX:SharedArchiveFile"));
  }

  @ParameterizedTest
  @CsvSource({"25.0.2,''", "26,''", "21.0.4,''", "25.0.1,-XX:+UseZGC", "25.0.1,-Xmx40g"})
  void givenACacheThatDoesNotFit_aStartDoesWithout(String version, String options)
      throws Exception {
    Path project = project();
    cache(project, "serve");

    Said said = serve(project, jdk("jdk", version), options);

    assertThat(said.out().lines())
        .noneMatch(option -> option.startsWith("-XX:AOTCache"))
        .anyMatch(option -> option.startsWith("-XX:SharedArchiveFile"));
  }

  @Test
  void givenJdk21_itGetsNoOptionThatItDoesNotKnow() throws Exception {
    Said said = serve(project(), jdk("jdk", "21.0.4"), "");

    assertThat(said.out())
        .doesNotContain("UseCompactObjectHeaders", "sun-misc-unsafe-memory-access", "AOT");
  }

  @Test
  void givenTrain_bothCachesAreMadeAnew() throws Exception {
    Path project = project();
    Path stale = cache(project, "serve");
    Path jdk = jdk("jdk", "25.0.1");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for word in "$@"; do
          case "$word" in -XX:AOTCacheOutput=*) echo fresh >"${word#*=}" ;; esac
        done
        """);

    Said said =
        run(
            Map.of("BELFRY_JAVA_HOME", jdk.toString()),
            machine,
            project.resolve("belfry").toString(),
            "train");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(stale).hasContent("fresh");
    assertThat(stale.resolveSibling("dev-25.0.1+8.aot")).hasContent("fresh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 0",
        "for word in \"$@\"; do case \"$word\" in -XX:AOTCacheOutput=*) echo half >\"${word#*=}\" ;; esac; done; exit 1"
      })
  void givenTrainingThatFails_itSaysSoAndNothingIsLeft(String java) throws Exception {
    Path project = project();
    Path stale = cache(project, "serve");
    Path jdk = jdk("jdk", "25.0.1");
    script(jdk.resolve("bin/java"), "#!/bin/sh\n" + java + "\n");

    Said said =
        run(
            Map.of("BELFRY_JAVA_HOME", jdk.toString()),
            machine,
            project.resolve("belfry").toString(),
            "train");

    assertThat(said.err()).contains("fast starts of serve could not be prepared", "train.log");
    assertThat(stale.resolveSibling(".")).isDirectoryNotContaining("glob:**.aot*");
  }

  @Test
  void givenAnotherJdkThanBefore_theRememberedOneIsNotTaken() throws Exception {
    Path project = project();
    serve(project, jdk("first", "25.0.1"), "");

    Said said = serve(project, jdk("second", "21.0.4"), "");

    assertThat(said.out()).contains("-21.jsa");
  }
}
