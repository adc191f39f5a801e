package io.belfry.server.config.file;

import io.belfry.server.setting.wording.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody meant who wrote a name that is not known: a known one, or what is known there.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rules LIM-044, LIM-060"
 */
final class Hint {
  private final SettingTable table;

  Hint(SettingTable table) {
    this.table = table;
  }

  /**
   * A sentence for a name in a group of settings.
   *
   * @param path of the group as it was written, empty at the top of the file
   * @param group the same with {@code []} for each list
   */
  String of(String path, String group, String name) {
    if (!group.isEmpty() && !table.isSection(group)) {
      String whole = group + "." + name;
      return NearestName.of(whole, table.paths())
          .or(() -> elsewhere("", name))
          .map(known -> "The nearest known one is \"" + known + "\".")
          .orElseGet(() -> of("", "", whole));
    }
    Optional<String> sentence = ForeignNames.sentence(name);
    if (sentence.isPresent() && nearIn(group, name).isEmpty()) {
      return sentence.get();
    }
    String known =
        written(group, name)
            .or(() -> ForeignNames.path(name).filter(p -> isBelow(p, group)))
            .or(() -> nearIn(group, name))
            .or(() -> elsewhere(group, name))
            .orElse("");
    if (!known.isEmpty()) {
      return "The nearest known one is \"" + numbered(known, path, group) + "\".";
    }
    String names = String.join(", ", table.namesIn(group));
    return (group.isEmpty() ? "At the top of the file stand " : "Known there are ") + names + ".";
  }

  /** The variable that is nearest to a name, if one is near. */
  Optional<String> ofVariable(String name) {
    String plain = name.replaceAll("_\\d{1,3}(?=_)", "_0");
    String group = plain.replaceFirst("^(BELFRY_(APPS_0|SERVER|LIMITS)_)?.*", "$1");
    List<String> known =
        table.paths().stream()
            .map(VariableName::of)
            .filter(variable -> variable.startsWith(group))
            .toList();
    String leaf = plain.replaceFirst("^BELFRY_(APPS_0_|SERVER_|LIMITS_)?(KEYS_0_)?", "");
    boolean isOfApp = plain.startsWith("BELFRY_APPS_0_");
    return Optional.of(plain)
        .filter(known::contains)
        .or(
            () ->
                ForeignNames.path(leaf)
                    .filter(path -> path.startsWith("apps[].") == isOfApp && path.contains("."))
                    .map(VariableName::of))
        .or(() -> Optional.of(group + "LIMITS_" + leaf).filter(known::contains))
        .or(() -> NearestName.of(plain, known))
        .map(variable -> withNumbers(variable, name));
  }

  private static boolean isBelow(String path, String group) {
    return !group.isEmpty() && path.startsWith(group + ".");
  }

  // A whole path written as one name, or a name with other capitals and dashes.
  private Optional<String> written(String group, String name) {
    String letters = ForeignNames.letters(name);
    Stream<String> same =
        Stream.concat(
            table.namesIn(group).stream().map(known -> join(group, known)), table.paths().stream());
    return same.filter(path -> letters.equals(lettersIn(group, path))).findFirst();
  }

  private static String lettersIn(String group, String path) {
    boolean isInside = !group.isEmpty() && path.startsWith(group + ".");
    return ForeignNames.letters(isInside ? path.substring(group.length() + 1) : path);
  }

  private Optional<String> nearIn(String group, String name) {
    return NearestName.of(name, table.namesIn(group)).map(known -> join(group, known));
  }

  // First what stands below the same group: a limit of an app is also one of the node.
  private Optional<String> elsewhere(String group, String name) {
    String letters = ForeignNames.letters(name);
    Stream<String> sameLeaf =
        table.paths().stream().filter(path -> letters.equals(ForeignNames.letters(leaf(path))));
    List<String> leaves = sameLeaf.toList();
    return leaves.stream()
        .filter(path -> path.startsWith(group))
        .findFirst()
        .or(() -> ForeignNames.path(name).map(path -> ofGroup(group, path)))
        .or(() -> leaves.stream().findFirst());
  }

  private String ofGroup(String group, String path) {
    boolean isLimitOfNode = path.startsWith("apps[].limits.") && !group.startsWith("apps");
    return isLimitOfNode ? path.substring("apps[].".length()) : path;
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String join(String group, String name) {
    return group.isEmpty() ? name : group + "." + name;
  }

  private static String numbered(String known, String path, String group) {
    String shared = group;
    String written = path;
    while (!shared.isEmpty() && !known.startsWith(shared)) {
      int end = shared.lastIndexOf('.');
      shared = end < 0 ? "" : shared.substring(0, end);
      int endWritten = written.lastIndexOf('.');
      written = endWritten < 0 ? "" : written.substring(0, endWritten);
    }
    return written + known.substring(shared.length());
  }

  private static String withNumbers(String variable, String name) {
    java.util.regex.Matcher numbers = java.util.regex.Pattern.compile("_(\\d{1,3})_").matcher(name);
    StringBuilder all = new StringBuilder();
    java.util.regex.Matcher zeros = java.util.regex.Pattern.compile("_0_").matcher(variable);
    while (zeros.find()) {
      zeros.appendReplacement(all, numbers.find() ? "_" + numbers.group(1) + "_" : "_0_");
    }
    return zeros.appendTail(all).toString();
  }
}
