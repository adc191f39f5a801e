package io.belfry.cli.migrate;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes entries of our configuration: as blocks of YAML, or in one line that is JSON too. Every
 * text is in quotes, so that none is taken for a number or a word of YAML.
 *
 * <p>Thread: stateless.
 */
public final class Written {
  private static final int DELETE = 0x7f;
  private static final int LAST_CONTROL = 0x9f;
  private static final String HIDDEN = "***";

  private Written() {}

  /** A whole file that has nothing but those apps. */
  public static String apps(List<Tree.Group> apps) {
    return apps.isEmpty() ? "apps: []\n" : "apps:\n" + entries(apps, 2);
  }

  /** Entries of a list, each beginning with a dash that stands so far to the right. */
  public static String entries(List<? extends Tree> entries, int indent) {
    return entries.stream().map(entry -> entry(entry, indent)).collect(Collectors.joining());
  }

  private static String entry(Tree entry, int indent) {
    String dash = " ".repeat(indent) + "- ";
    if (entry instanceof Tree.Group group && !group.members().isEmpty()) {
      String block = members(group, indent + 2);
      return dash + block.substring(indent + 2);
    }
    return dash + line(entry) + "\n";
  }

  private static String members(Tree.Group group, int indent) {
    StringBuilder text = new StringBuilder();
    group.members().forEach((name, value) -> text.append(member(name, value, indent)));
    return text.toString();
  }

  /** A member of a group in lines of its own, that far to the right. */
  public static String member(String name, Tree value, int indent) {
    String begin = " ".repeat(indent) + name(name) + ":";
    return switch (value) {
      case Tree.Group group when !group.members().isEmpty() ->
          begin + "\n" + members(group, indent + 2);
      case Tree.Items items when items.items().stream().anyMatch(i -> i instanceof Tree.Group) ->
          begin + "\n" + entries(items.items(), indent + 2);
      default -> begin + " " + line(value) + "\n";
    };
  }

  /** A value in one line, which is JSON as well as YAML. */
  public static String line(Tree value) {
    return switch (value) {
      case Tree.Group group ->
          group.members().entrySet().stream()
              .map(member -> quoted(member.getKey()) + ": " + line(member.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Tree.Items items ->
          items.items().stream().map(Written::line).collect(Collectors.joining(", ", "[", "]"));
      case Tree.Text text -> quoted(text.text());
      case Tree.Word word -> word.text();
      case Tree.Nothing nothing -> "null";
      case Tree.Unread unread -> "null";
    };
  }

  /** The same entries with every secret hidden, for people. */
  public static List<Tree.Group> withoutSecrets(List<Tree.Group> apps) {
    return apps.stream().map(app -> (Tree.Group) hidden(app)).toList();
  }

  private static Tree hidden(Tree tree) {
    return switch (tree) {
      case Tree.Group group ->
          new Tree.Group(
              group.members().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey,
                          member -> hidden(member.getKey(), member.getValue()),
                          (one, other) -> one,
                          java.util.LinkedHashMap::new)));
      case Tree.Items items -> new Tree.Items(items.items().stream().map(Written::hidden).toList());
      default -> tree;
    };
  }

  private static Tree hidden(String name, Tree value) {
    if (name.equals("headers") && value instanceof Tree.Group headers) {
      Map<String, Tree> names = new java.util.LinkedHashMap<>();
      headers.members().keySet().forEach(header -> names.put(header, new Tree.Text(HIDDEN)));
      return new Tree.Group(names);
    }
    return switch (name) {
      case "secret" -> new Tree.Text(HIDDEN);
      case "url" -> value instanceof Tree.Text url ? new Tree.Text(site(url.text())) : value;
      default -> hidden(value);
    };
  }

  // The path or the query of a webhook's address may be the secret that lets it in.
  private static String site(String url) {
    int host = url.indexOf("://");
    if (host < 0 || url.indexOf('@') >= 0) {
      return HIDDEN;
    }
    int end = host + "://".length();
    while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end == url.length() ? url : url.substring(0, end) + "/" + HIDDEN;
  }

  private static String name(String name) {
    return name.matches("[a-z][a-z_]*") ? name : quoted(name);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(c -> quoted.append(escaped((char) c)));
    return quoted.append('"').toString();
  }

  private static String escaped(char c) {
    if (c == '"' || c == '\\') {
      return "\\" + c;
    }
    boolean isControl = c < ' ' || (c >= DELETE && c <= LAST_CONTROL);
    boolean isLineEnd = c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c >= '\uFFFE';
    return isControl || isLineEnd ? "\\u%04x".formatted((int) c) : String.valueOf(c);
  }
}
