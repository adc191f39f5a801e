package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sizes and names of the source files of all modules. */
class FilesTest {
  private static final int MAX_LINES = 500;
  private static final int MAX_LINES_OF_A_METHOD = 60;
  private static final Pattern NAME_OF_NOTHING =
      Pattern.compile(
          "\\w*(Manager|Util|Utils|Helper|Impl|Common)\\.java|(Base|Common)([A-Z]\\w*)?\\.java");
  private static final Pattern IDLE =
      Pattern.compile(
          "Thread\\s*\\.\\s*(sleep|onSpin"
              + "Wait)\\s*\\(|TimeUnit\\.\\w+\\.sleep\\s*\\(|\\bwaitFor"
              + "Timeout\\s*\\(");

  // Those without a name, package-info, and builders, which are named with what they build.
  private static final Set<String> NAMED_BY_ALL = Set.of("", "package-info", "Builder");

  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));
  private static final List<Path> SOURCES = new ArrayList<>();

  @BeforeAll
  static void findTheSources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        addSourcesOf(module.resolve("src"));
      }
    }
  }

  private static void addSourcesOf(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().matches(".*\\.(java|js|mjs|css|html|sh)"))
          .forEach(SOURCES::add);
    }
  }

  @Test
  void givenTheProject_itsSourcesAreFound() {
    assertThat(SOURCES).anyMatch(file -> file.endsWith("io/belfry/server/FilesTest.java"));
    assertThat(SOURCES).anyMatch(file -> file.endsWith("io/belfry/protocol/SocketId.java"));
  }

  @Test
  void givenASourceFile_itHasAtMost500Lines() {
    assertThat(SOURCES)
        .allSatisfy(
            file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MAX_LINES));
  }

  @Test
  void givenAMethod_itHasAtMost60Lines() throws IOException {
    assertThat(MethodLengths.of(SOURCES.stream().filter(FilesTest::isMainJava).toList()))
        .hasSizeGreaterThan(1_000)
        .allSatisfy(
            (method, lines) ->
                assertThat(lines).as(method).isLessThanOrEqualTo(MAX_LINES_OF_A_METHOD));
  }

  private static boolean isMainJava(Path file) {
    return file.toString().contains("src/main") && file.toString().endsWith(".java");
  }

  @Test
  void givenASourceFile_itsNameSaysWhatItIs() {
    assertThat(SOURCES)
        .noneMatch(file -> NAME_OF_NOTHING.matcher(String.valueOf(file.getFileName())).matches());
  }

  @Test
  void givenATest_itNeitherSleepsNorSpins() {
    assertThat(SOURCES)
        .filteredOn(
            file ->
                file.toString().contains("src/test") || file.startsWith(ROOT.resolve("testkit")))
        .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(IDLE));
  }

  @Test
  void givenTheTypesOfTheServer_noTwoHaveOneName() {
    JavaClasses code =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.belfry.server");

    Map<String, List<String>> byName =
        code.stream()
            .filter(type -> !NAMED_BY_ALL.contains(type.getSimpleName()))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));

    assertThat(byName).hasSizeGreaterThan(500);
    assertThat(byName.values()).filteredOn(types -> types.size() > 1).isEmpty();
  }
}
