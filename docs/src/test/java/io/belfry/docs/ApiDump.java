package io.belfry.docs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * All that a module offers to everybody: the public types of its exported packages with their
 * public and protected members, as the JDK's {@code javap} prints them, sorted, so that a line
 * changes only when what it says does.
 *
 * <p>Thread: stateless.
 */
final class ApiDump {
  private static final String CLASS = ".class";
  // What its compiler makes of lambdas and the like is public, and nobody's to use.
  private static final Pattern OF_KOTLIN = Pattern.compile(".*\\$(?:[^A-Z].*|WhenMappings)");

  private ApiDump() {}

  /** The text for the module that has this class. */
  static String of(Class<?> one) {
    Path place = place(one);
    ModuleReference module = ModuleFinder.of(place).findAll().iterator().next();
    Set<String> exported =
        module.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(Exports::source)
            .collect(Collectors.toSet());
    List<String> types = new ArrayList<>();
    String text = javap(place, classNames(module, exported));
    for (String type : text.replace("java.lang.", "").split("(?<=\n})\n", -1)) {
      addPublic(type, types);
    }
    return String.join("\n", types);
  }

  private static void addPublic(String type, List<String> types) {
    List<String> lines = type.lines().filter(line -> !line.startsWith("Compiled from")).toList();
    if (lines.size() < 2 || !lines.get(0).startsWith("public ")) {
      return;
    }
    List<String> members =
        lines.subList(1, lines.size() - 1).stream()
            .filter(member -> !member.contains(" access$"))
            .sorted()
            .toList();
    types.add(
        lines.get(0)
            + "\n"
            + members.stream().map(member -> member + "\n").collect(Collectors.joining())
            + "}\n");
  }

  private static Path place(Class<?> one) {
    try {
      return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> classNames(ModuleReference module, Set<String> packages) {
    try (ModuleReader reader = module.open()) {
      return reader
          .list()
          .filter(name -> name.endsWith(CLASS))
          .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
          .filter(name -> packages.contains(name.substring(0, Math.max(0, name.lastIndexOf('.')))))
          .filter(name -> !name.endsWith(".package-info"))
          .filter(name -> !OF_KOTLIN.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String javap(Path place, List<String> classNames) {
    List<String> arguments =
        new ArrayList<>(List.of("-protected", "-constants", "-cp", place.toString()));
    arguments.addAll(classNames);
    StringWriter out = new StringWriter();
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                arguments.toArray(new String[0]));
    if (status != 0) {
      throw new AssertionError("javap could not read " + place + ": " + out);
    }
    return out.toString();
  }
}
