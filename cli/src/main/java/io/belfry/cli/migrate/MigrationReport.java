package io.belfry.cli.migrate;

import io.belfry.server.setting.wording.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an import has left behind: every field that has no place here, with its path and the reason.
 * Values are shown only where they cannot be secret.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-045, LIM-047"
 */
public final class MigrationReport {
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(secret|pass|pwd|salt|sign|token|credential|auth|header|key|dsn|ur[li]|cert|tls|ssl).*");

  private final List<Left> left = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * A field that was not taken over.
   *
   * @param path where it stands in the file that was read
   * @param value what it says; hidden where it may be secret
   * @param why what became of it, as a sentence
   */
  public record Left(String path, String value, String why) {
    @Override
    public String toString() {
      return path + (value.isEmpty() ? "" : " (" + value + ")") + ": " + why;
    }
  }

  /** Nothing is left so far. */
  public MigrationReport() {}

  /** All that was left, in the order of the file. */
  public List<Left> left() {
    return List.copyOf(left);
  }

  /** What an operator should know beside that, a sentence each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Reports each field of a tree. */
  void leave(String path, Tree tree, String why) {
    switch (tree) {
      case Tree.Group group when !group.members().isEmpty() ->
          group.members().forEach((name, member) -> leave(below(path, name), member, why));
      case Tree.Items items when !items.items().isEmpty() -> {
        for (int i = 0; i < items.items().size(); i++) {
          leave(path + "[" + i + "]", items.items().get(i), why);
        }
      }
      case Tree.Unread unread ->
          left.add(new Left(path, "", unread.why() + " cannot be read without its program."));
      case Tree.Group group -> left.add(new Left(path, "{}", why));
      case Tree.Items items -> left.add(new Left(path, "[]", why));
      case Tree.Nothing nothing -> left.add(new Left(path, "", why));
      case Tree.Word word -> left.add(new Left(path, shown(path, word.text()), why));
      case Tree.Text text -> left.add(new Left(path, shown(path, text.text()), why));
    }
  }

  /** Says something beside what is left, once. */
  void note(String sentence) {
    if (!notes.contains(sentence)) {
      notes.add(sentence);
    }
  }

  /** The path of a member; its name is a stranger's text. */
  static String below(String path, String name) {
    String shown = Shown.name(name).replace("\"", "");
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private static String shown(String path, String value) {
    boolean isSecret = value.indexOf('@') >= 0 || SECRET_NAME.matcher(path).matches();
    return isSecret ? "***" : Shown.value(value).replace("\"", "");
  }
}
