package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Source files of all modules that use each other in a circle. Of two or three that belong together
 * each may know the other; where many do, none of them can be read alone.
 */
class FileCyclesTest {
  private static final int LARGEST = 5;
  private static final String BELFRY = "io.belfry";

  @Test
  void givenTheSourceFilesOfAllModules_noMoreThanFiveUseEachOtherInACircle() {
    Map<String, Set<String>> uses = usesOfFiles();

    List<String> tooLarge =
        new Circles(uses)
            .all().stream()
                .filter(circle -> circle.size() > LARGEST)
                .map(circle -> circle.size() + " files: " + String.join(", ", circle))
                .toList();

    assertThat(uses).containsKey("io.belfry.protocol.SocketId");
    assertThat(tooLarge).isEmpty();
  }

  private static Map<String, Set<String>> usesOfFiles() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(BELFRY)) {
      Set<String> ofFile = uses.computeIfAbsent(fileOf(each), unused -> new TreeSet<>());
      for (Dependency use : each.getDirectDependenciesFromSelf()) {
        JavaClass used = use.getTargetClass().getBaseComponentType();
        if (used.getPackageName().startsWith(BELFRY)) {
          ofFile.add(fileOf(used));
        }
      }
    }
    return uses;
  }

  private static String fileOf(JavaClass of) {
    String name = of.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /**
   * The strongly connected components of a graph, after Tarjan ("Depth-first search and linear
   * graph algorithms", 1972).
   */
  private static final class Circles {
    private final Map<String, Set<String>> uses;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    Circles(Map<String, Set<String>> uses) {
      this.uses = uses;
    }

    List<Set<String>> all() {
      for (String file : uses.keySet()) {
        if (!numbers.containsKey(file)) {
          visit(file);
        }
      }
      return found;
    }

    private void visit(String file) {
      int number = numbers.size();
      numbers.put(file, number);
      lowest.put(file, number);
      open.push(file);
      for (String used : uses.getOrDefault(file, Set.of())) {
        if (!numbers.containsKey(used)) {
          visit(used);
          lowest.merge(file, lowest.get(used), Math::min);
        } else if (open.contains(used)) {
          lowest.merge(file, numbers.get(used), Math::min);
        }
      }
      if (lowest.get(file) == number) {
        close(file);
      }
    }

    private void close(String root) {
      Set<String> circle = new TreeSet<>();
      String last;
      do {
        last = open.pop();
        circle.add(last);
      } while (!last.equals(root));
      found.add(circle);
    }
  }
}
