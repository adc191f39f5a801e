package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The build that {@code ./belfry}, {@code bench/run} and the packages begin with: with {@code
 * maven.test.skip} no jar of tests is made, so none may be asked for.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class BuildWithoutTestsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("belfry.root", "..")).toAbsolutePath().normalize();
  private static final String WITH_TESTS = "!maven.test.skip";
  private static final long PATIENCE_SECONDS = 300;

  @TempDir private Path work;

  @Test
  void givenThePoms_jarsOfTestsAreAskedForOnlyWhereTestsAreBuilt() throws Exception {
    List<Path> poms = poms();
    List<Element> all = new ArrayList<>();
    for (Path pom : poms) {
      all.addAll(jarsOfTests(pom));
    }

    assertThat(poms).hasSizeGreaterThan(10);
    assertThat(all).as("jars of tests that are asked for").isNotEmpty();
    assertThat(all)
        .filteredOn(each -> !isOnlyWithTests(each))
        .extracting(each -> each.getBaseURI() + ": " + textOf(each, "artifactId"))
        .as("jars of tests that are asked for outside a profile that %s turns on", WITH_TESTS)
        .isEmpty();
  }

  private static List<Path> poms() throws Exception {
    Path root = ROOT.resolve("pom.xml");
    List<Path> all = new ArrayList<>(List.of(root));
    for (Element module : elements(project(root), "module")) {
      all.add(ROOT.resolve(module.getTextContent().strip()).resolve("pom.xml"));
    }
    return all;
  }

  private static Element project(Path pom) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(pom.toFile())
        .getDocumentElement();
  }

  private static List<Element> jarsOfTests(Path pom) throws Exception {
    return elements(project(pom), "dependency").stream()
        .filter(
            each ->
                textOf(each, "type").equals("test-jar")
                    || textOf(each, "classifier").endsWith("tests"))
        .toList();
  }

  private static List<Element> elements(Element in, String name) {
    var found = in.getElementsByTagName(name);
    return IntStream.range(0, found.getLength())
        .mapToObj(found::item)
        .map(Element.class::cast)
        .toList();
  }

  private static String textOf(Element in, String name) {
    List<Element> found = elements(in, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }

  private static boolean isOnlyWithTests(Element dependency) {
    for (Node at = dependency; at != null; at = at.getParentNode()) {
      if (at instanceof Element profile && profile.getTagName().equals("profile")) {
        List<Element> activation = elements(profile, "activation");
        return !activation.isEmpty() && textOf(activation.get(0), "name").equals(WITH_TESTS);
      }
    }
    return false;
  }

  @Test
  @Tag("packages")
  void givenATreeThatWasNeverBuilt_mavenFindsAllThatABuildWithoutTestsNeeds() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                ROOT.resolve("e2e/packages/without-tests.sh").toString(),
                ROOT.toString(),
                work.toString())
            .redirectErrorStream(true);
    builder.environment().put("BELFRY_JAVA_HOME", System.getProperty("java.home"));

    Process process = builder.start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
    assertThat(said).endsWith("done\n");
  }
}
