package io.belfry.cli.migrate;

/**
 * Reads texts of known form into trees.
 *
 * <p>Thread: stateless.
 */
public final class TreeText {
  private TreeText() {}

  /**
   * A JSON document.
   *
   * @throws NotReadable if it is none, or beyond what is read here
   */
  public static Tree json(String text) throws NotReadable {
    return JsonText.read(text);
  }

  /** A member as text; empty where there is none. */
  public static String of(Tree.Group group, String name) {
    Tree member = group.members().get(name);
    if (member instanceof Tree.Text text) {
      return text.text();
    }
    return member instanceof Tree.Word word ? word.text() : "";
  }

  /** The groups of a list. */
  public static java.util.List<Tree.Group> groups(Tree.Group group, String name) {
    return group.members().get(name) instanceof Tree.Items items
        ? items.items().stream()
            .filter(Tree.Group.class::isInstance)
            .map(Tree.Group.class::cast)
            .toList()
        : java.util.List.of();
  }
}
