package io.belfry.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What none of our code does, in any module: doors through which others were broken into. */
@Tag("THR-50")
class DangersTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.belfry");

  /** They ask for classes of the JDK by fixed names. */
  private static final Set<String> KNOWN_REFLECTION =
      Set.of("io.belfry.cli.SecondSignal", "io.belfry.rest.internal.OwnedHttpClient");

  private static final Set<String> REFLECTION =
      Set.of("forName", "loadClass", "defineClass", "invoke", "newInstance");

  @Test
  void givenAllModules_noneReadsObjectsRunsScriptsOrAsksNameServices() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "javax.script..", "javax.naming..", "java.rmi..", "sun.misc..", "jdk.internal..")
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .check(CODE);
  }

  @Test
  void givenAllModules_noneMakesAClassOrACallOutOfText() {
    noClasses().that(isNoKnownOne()).should().callMethodWhere(isReflection()).check(CODE);
  }

  private static DescribedPredicate<JavaClass> isNoKnownOne() {
    return DescribedPredicate.describe(
        "are not known to use fixed names",
        each -> KNOWN_REFLECTION.stream().noneMatch(name -> each.getName().startsWith(name)));
  }

  private static DescribedPredicate<JavaMethodCall> isReflection() {
    return DescribedPredicate.describe(
        "is reflection",
        call ->
            REFLECTION.contains(call.getTarget().getName())
                && call.getTarget().getOwner().getPackageName().startsWith("java.lang"));
  }
}
