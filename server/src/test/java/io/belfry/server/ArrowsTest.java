package io.belfry.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between the server's packages: each uses only the rows below its own. */
class ArrowsTest {
  private static final String SERVER = "io.belfry.server";

  /** Top to bottom; packages of one row do not know each other. */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("config"),
          List.of("net"),
          List.of("fallback"),
          List.of("api", "socket"),
          List.of("truth"),
          List.of("delivery", "jwt"),
          List.of("webhook"),
          List.of("user"),
          List.of("channel"),
          List.of("http", "rate", "refusal", "audit", "shutout"),
          List.of("cluster"),
          List.of("store", "app", "hook", "metrics", "node", "certificate"),
          List.of("setting", "warm"));

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(SERVER);

  @TestFactory
  Stream<DynamicTest> givenAPackage_itUsesOnlyTheRowsBelow() {
    return ROWS.stream()
        .flatMap(
            row ->
                row.stream()
                    .map(
                        name ->
                            dynamicTest(
                                name,
                                () ->
                                    noClasses()
                                        .that()
                                        .resideInAPackage(SERVER + "." + name + "..")
                                        .should()
                                        .dependOnClassesThat()
                                        .resideInAnyPackage(ownRowAndAbove(row, name))
                                        .allowEmptyShould(true)
                                        .check(CODE))));
  }

  @Test
  void givenAPackageOfTheServer_itStandsInTheRows() {
    Set<String> known = ROWS.stream().flatMap(List::stream).collect(Collectors.toSet());

    Set<String> found =
        CODE.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(SERVER + "."))
            .map(name -> name.substring(SERVER.length() + 1).split("\\.", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(found).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void givenAPackageOtherThanNet_itDoesNotKnowNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".net..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CODE);
  }

  @Test
  void givenAPackageOtherThanWebhook_itDoesNotKnowTheHttpClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".webhook..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hc..")
        .check(CODE);
  }

  @Test
  void givenTheServersPackages_theirArrowsMakeNoCircle() {
    slices().matching(SERVER + ".(*)..").should().beFreeOfCycles().check(CODE);
  }

  // The root package is above all rows: there parts are joined, and what concerns all of them.
  private static String[] ownRowAndAbove(List<String> row, String name) {
    Set<String> forbidden = new HashSet<>();
    forbidden.add(SERVER);
    for (List<String> above : ROWS.subList(0, ROWS.indexOf(row) + 1)) {
      for (String other : above) {
        if (!other.equals(name)) {
          forbidden.add(SERVER + "." + other + "..");
        }
      }
    }
    return forbidden.toArray(String[]::new);
  }
}
