package io.belfry.docs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * What a library offers, as the JDK's {@code javap} prints it: nothing is loaded, so what the
 * library itself would need may be missing. A member is its name with the types of its parameters,
 * {@code trigger(String, Object)}; a constructor has the name of its type.
 *
 * <p>Thread: immutable.
 */
final class PublicApi {
  private static final Pattern TYPE =
      Pattern.compile(
          "^(public )?(?:(?:abstract|final|sealed|static) )*(?:class|interface|enum) ([\\w.$]+)(.*)\\{$");
  private static final Pattern METHOD = Pattern.compile("([\\w.$]+)\\((.*)\\)(?: throws .*)?;$");
  private static final Pattern FIELD = Pattern.compile(" (\\w+);$");

  private final SortedMap<String, Type> types = new TreeMap<>();

  private static final class Type {
    private final boolean isPublic;
    private final List<String> supers;
    private final SortedSet<String> members = new TreeSet<>();

    private Type(boolean isPublic, List<String> supers) {
      this.isPublic = isPublic;
      this.supers = supers;
    }
  }

  /**
   * Reads classes.
   *
   * @param place a jar or a folder
   * @param root package that stands for the library, such as {@code io.belfry.client}
   */
  static PublicApi of(Path place, String root, List<String> classNames) {
    List<String> arguments = new ArrayList<>(List.of("-public", "-cp", place.toString()));
    arguments.addAll(classNames);
    StringWriter out = new StringWriter();
    ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
    StringWriter errors = new StringWriter();
    int status =
        javap.run(
            new PrintWriter(out, true),
            new PrintWriter(errors, true),
            arguments.toArray(new String[0]));
    if (status != 0) {
      throw new AssertionError("javap could not read " + place + ": " + errors);
    }
    PublicApi api = new PublicApi();
    api.read(out.toString(), root);
    return api;
  }

  private void read(String text, String root) {
    Type type = new Type(false, List.of());
    for (String line : text.lines().map(PublicApi::withoutGenerics).toList()) {
      Matcher header = TYPE.matcher(line);
      if (header.matches()) {
        List<String> supers = new ArrayList<>();
        for (String name : header.group(3).split("[ ,]+", -1)) {
          supers.add(relative(name, root));
        }
        type = new Type(header.group(1) != null, supers);
        types.put(relative(header.group(2), root), type);
      } else if (line.startsWith("  public ")) {
        type.members.add(member(line));
      }
    }
  }

  private static String member(String line) {
    Matcher method = METHOD.matcher(line);
    if (method.find()) {
      List<String> parameters = new ArrayList<>();
      for (String parameter : method.group(2).split(", ", -1)) {
        parameters.add(simple(parameter));
      }
      return simple(method.group(1)) + "(" + String.join(", ", parameters) + ")";
    }
    Matcher field = FIELD.matcher(line);
    return field.find() ? field.group(1) : line.strip();
  }

  /** Public types with all they offer, what they inherit within the library included. */
  SortedMap<String, SortedSet<String>> members() {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    for (Map.Entry<String, Type> entry : types.entrySet()) {
      if (entry.getValue().isPublic) {
        SortedSet<String> members = new TreeSet<>();
        collect(entry.getKey(), members);
        members.removeIf(PublicApi::isOfEveryObject);
        all.put(entry.getKey(), members);
      }
    }
    return all;
  }

  private void collect(String name, SortedSet<String> members) {
    Type type = types.get(name);
    if (type == null) {
      return;
    }
    members.addAll(type.members);
    for (String parent : type.supers) {
      SortedSet<String> inherited = new TreeSet<>();
      collect(parent, inherited);
      // Constructors are not inherited.
      inherited.removeIf(member -> member.startsWith(simple(parent) + "("));
      members.addAll(inherited);
    }
  }

  private static boolean isOfEveryObject(String member) {
    return member.equals("equals(Object)")
        || member.equals("hashCode()")
        || member.equals("toString()");
  }

  private static String withoutGenerics(String line) {
    StringBuilder plain = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      depth += c == '<' ? 1 : 0;
      if (depth == 0) {
        plain.append(c);
      }
      depth -= c == '>' ? 1 : 0;
    }
    return plain.toString();
  }

  private static String relative(String name, String root) {
    return name.startsWith(root + ".") ? name.substring(root.length() + 1) : name;
  }

  private static String simple(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }
}
