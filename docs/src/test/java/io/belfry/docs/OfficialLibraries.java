package io.belfry.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The official Java libraries beside ours: which of their members are not here, and the page that
 * says why. The reasons stand in {@code official-java.txt}, a line each: library, member, what to
 * write here, reason; between bars. A member may end in {@code *} for all that begin so.
 *
 * <p>Thread: immutable.
 */
final class OfficialLibraries {
  private static final Path REASONS =
      Pages.ROOT.resolve("docs/src/test/resources/official-java.txt");
  private static final Pattern NOT_FOR_USERS =
      Pattern.compile(".*\\.(impl|internal|crypto|example|websocket)\\..*|.*\\$\\d+");

  private OfficialLibraries() {}

  /** A line of the table. */
  record Reason(String library, String member, String here, String why) {
    boolean covers(String other, String missing) {
      boolean isPrefix = member.endsWith("*");
      return library.equals(other)
          && (isPrefix
              ? missing.startsWith(member.substring(0, member.length() - 1))
              : missing.equals(member));
    }
  }

  /**
   * A library of each.
   *
   * @param name of ours
   * @param official a class of theirs, whose jar is looked at
   * @param ours a class of ours
   */
  record Pair(String name, Class<?> official, Class<?> ours) {
    SortedMap<String, SortedSet<String>> officialMembers() {
      return api(official).members();
    }

    /** Members of theirs that ours has not, as {@code Type.member}; a missing type is one. */
    SortedSet<String> missing() {
      SortedMap<String, SortedSet<String>> here = api(ours).members();
      SortedSet<String> missing = new TreeSet<>();
      officialMembers()
          .forEach(
              (type, members) -> {
                SortedSet<String> kept = here.get(type);
                if (kept == null) {
                  missing.add(type);
                } else {
                  for (String member : members) {
                    if (!kept.contains(member)) {
                      missing.add(type + "." + member);
                    }
                  }
                }
              });
      return missing;
    }

    private static PublicApi api(Class<?> example) {
      Path place = place(example);
      String root = example.getPackageName();
      return PublicApi.of(place, root, classNames(place, root));
    }
  }

  static final List<Pair> PAIRS =
      List.of(
          new Pair("belfry-client", com.pusher.client.Pusher.class, io.belfry.client.Pusher.class),
          new Pair("belfry-rest", com.pusher.rest.Pusher.class, io.belfry.rest.Pusher.class));

  static List<Reason> reasons() {
    List<Reason> reasons = new ArrayList<>();
    for (String line : Pages.read(REASONS).lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] cells = line.split("\\|", -1);
        reasons.add(
            new Reason(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip()));
      }
    }
    return reasons;
  }

  /** The page. */
  static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Coming from the official Java libraries

        <!-- Made from the libraries' class files by OfficialLibrariesTest; reasons stand in official-java.txt. -->

        """);
    for (Pair pair : PAIRS) {
      page.append(Pages.read(REASONS.resolveSibling("official-" + pair.name + ".md")));
      page.append('\n').append(count(pair)).append("\n\n");
      page.append("| Not here | Write | Why |\n|---|---|---|\n");
      for (Reason reason : reasons()) {
        if (reason.library.equals(pair.name)) {
          page.append("| `").append(reason.member).append("` | ").append(reason.here);
          page.append(" | ").append(reason.why).append(" |\n");
        }
      }
      page.append('\n');
    }
    return page.toString().stripTrailing() + "\n";
  }

  private static String count(Pair pair) {
    SortedMap<String, SortedSet<String>> official = pair.officialMembers();
    SortedSet<String> missing = pair.missing();
    int members = official.values().stream().mapToInt(Collection::size).sum();
    int gone = 0;
    for (Map.Entry<String, SortedSet<String>> type : official.entrySet()) {
      if (missing.contains(type.getKey())) {
        gone += type.getValue().size();
      }
      gone += (int) missing.stream().filter(name -> name.startsWith(type.getKey() + ".")).count();
    }
    return "Of "
        + official.size()
        + " public types with "
        + members
        + " members, "
        + (members - gone)
        + " members are here by the same name with the same parameters. The others:";
  }

  private static Path place(Class<?> example) {
    try {
      return Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> classNames(Path place, String root) {
    SortedMap<String, String> names = new TreeMap<>();
    for (String file : files(place)) {
      String name = file.replace('/', '.').replaceAll("\\.class$", "");
      if (file.endsWith(".class")
          && name.startsWith(root + ".")
          && !NOT_FOR_USERS.matcher(name).matches()) {
        names.put(name, name);
      }
    }
    return List.copyOf(names.keySet());
  }

  private static List<String> files(Path place) {
    try {
      if (Files.isDirectory(place)) {
        return Pages.below(place, ".class").stream()
            .map(file -> place.relativize(file).toString())
            .toList();
      }
      try (JarFile jar = new JarFile(place.toFile())) {
        return jar.stream().map(entry -> entry.getName()).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
