package io.belfry.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold of the code itself where time could tell a secret or be wasted. */
class ConstantTimeTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.belfry.server", "io.belfry.protocol");

  @Test
  @Tag("HTTP-021")
  @Tag("THR-07")
  void givenASignature_onlyTheSecretItselfComparesItAndInConstantTime() {
    noClasses()
        .that()
        .resideInAPackage("io.belfry.server..")
        .and()
        // Clients that exercise the server sign with a secret of their own, and compare nothing.
        .resideOutsideOfPackage("io.belfry.server.warm")
        .should()
        .callMethod(Secret.class, "sign", String.class)
        .because("whoever has the right signature at hand may compare it badly")
        .check(CODE);
    classes()
        .that()
        .areAssignableTo(Secret.class)
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .check(CODE);
    noClasses()
        .that()
        .areAssignableTo(Secret.class)
        .should()
        .callMethod(java.util.Arrays.class, "equals", byte[].class, byte[].class)
        .check(CODE);
  }

  @Test
  @Tag("THR-30")
  void givenARegularExpression_noGroupOfItIsRepeated() throws IOException {
    Pattern repeatedGroup = Pattern.compile("compile\\([^;]*\\)[*+{][^;]*;");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(100);
      assertThat(sources)
          .allSatisfy(
              file -> assertThat(Files.readString(file)).doesNotContainPattern(repeatedGroup));
    }
  }
}
