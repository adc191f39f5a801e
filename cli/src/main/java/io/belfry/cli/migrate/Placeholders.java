package io.belfry.cli.migrate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in what a file leaves to the environment: {@code ${NAME}} and {@code ${NAME:-otherwise}} as
 * the whole of a text. Any other mixture cannot be read.
 *
 * <p>Thread: immutable.
 *
 * @param variables the environment, by name
 */
record Placeholders(Map<String, Tree> variables) {
  private static final Pattern WHOLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^${}]*))?}");

  Tree filledIn(Tree tree) {
    return switch (tree) {
      case Tree.Group group -> {
        Map<String, Tree> members = new LinkedHashMap<>();
        group.members().forEach((name, member) -> members.put(name, filledIn(member)));
        yield new Tree.Group(members);
      }
      case Tree.Items items -> new Tree.Items(items.items().stream().map(this::filledIn).toList());
      case Tree.Text text when text.text().contains("${") -> filledIn(text.text());
      case Tree.Text text -> text;
      case Tree.Word word -> word;
      case Tree.Nothing nothing -> nothing;
      case Tree.Unread unread -> unread;
    };
  }

  private Tree filledIn(String text) {
    Matcher matcher = WHOLE.matcher(text);
    if (!matcher.matches() || variables.isEmpty()) {
      return new Tree.Unread("A value from the environment (--env-file names its file)");
    }
    Tree set = variables.get(matcher.group(1));
    String otherwise = matcher.group(2);
    if (set != null) {
      return set;
    }
    return otherwise == null ? new Tree.Nothing() : new Tree.Text(otherwise);
  }
}
