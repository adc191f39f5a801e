package io.belfry.server.config.file;

import io.belfry.server.app.Limit;
import io.belfry.server.config.check.Findings;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was set, by full path, and what is wrong with it. Values of a later source replace those of
 * an earlier one.
 *
 * <p>Thread: confined to the reader.
 */
final class Values implements Findings {
  /** What sets a value; a later one replaces an earlier one. */
  enum Source {
    DEFINITION,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  /**
   * One value as it was written.
   *
   * @param texts its text, or the texts of a list
   * @param source what set it
   * @param where line, variable or flag that set it
   */
  record Value(List<String> texts, Source source, String where) {
    Value {
      texts = List.copyOf(texts);
    }

    String text() {
      return texts.isEmpty() ? "" : texts.get(0);
    }
  }

  private static final String FILE = "file";
  private static final String LINE = "line ";

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<ConfigProblem> problems = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Map<String, String> planned = new LinkedHashMap<>();
  private final Set<Path> files = new LinkedHashSet<>();
  private boolean isUnread;

  private final Source base;
  private final Set<Setting<?>> refused;

  private Values(Source base, Set<Setting<?>> refused) {
    this.base = base;
    this.refused = Set.copyOf(refused);
  }

  /** Those of the operator, who may say all. */
  static Values ofFile() {
    return new Values(Source.FILE, Set.of());
  }

  /**
   * Those of somebody else.
   *
   * @param refused settings that stand in the operator's configuration alone
   */
  static Values ofDefinition(Set<Setting<?>> refused) {
    return new Values(Source.DEFINITION, refused);
  }

  /** Where texts of a file come from. */
  Source base() {
    return base;
  }

  /** What to do about a value: of somebody else's definition the first, otherwise the second. */
  String remedy(String inDefinition, String inConfiguration) {
    return base == Source.DEFINITION ? inDefinition : inConfiguration;
  }

  void put(String path, Setting<?> setting, Value value) {
    noteStage(setting, value.where());
    if (refused.contains(setting)) {
      broken(
          path,
          value.where(),
          path
              + " names a file of the server, which only the operator's own configuration may. Give the"
              + " value itself, or move the app there.");
      return;
    }
    if (value.texts().stream().anyMatch(Placeholder::isIn)) {
      broken(path, value.where(), path + unfilled(path, setting, value));
      return;
    }
    List<String> mistakes =
        setting.kind().isClosed() ? setting.kind().read(value.texts()).mistakes() : List.of();
    if (mistakes.isEmpty()) {
      values.put(path, value);
    }
    mistakes.forEach(mistake -> broken(path, value.where(), path + mistake));
  }

  /** Puts a text of a variable or a flag. */
  void put(String path, Setting<?> setting, String text, Source source, String where) {
    put(path, setting, new Value(setting.kind().split(text), source, where));
  }

  private String unfilled(String path, Setting<?> setting, Value value) {
    String variable = VariableName.of(path);
    String remedy =
        value.source() == Source.ENVIRONMENT
            ? "Set the variable to the value itself"
            : "Set the variable " + variable + " instead";
    String orFile =
        setting.kind().isSecret() ? ", or let secret_file name a file that holds it" : "";
    return " has a placeholder such as ${NAME}, which nothing fills in here. "
        + remedy("Write the value itself", remedy + orFile)
        + ".";
  }

  /**
   * The value of a setting, or what holds without it.
   *
   * @param entry of the list that it stands in, such as {@code apps[0]}
   */
  <T> T of(String entry, Setting<T> setting) {
    String path = setting.at(entry);
    Optional<Kind.Reading<T>> reading = find(path).map(value -> setting.kind().read(value.texts()));
    reading.ifPresent(read -> read.mistakes().forEach(mistake -> wrong(path, path + mistake)));
    return reading
        .filter(read -> read.mistakes().isEmpty())
        .flatMap(Kind.Reading::value)
        .orElseGet(setting::otherwise);
  }

  /** The values of all these settings that were set. */
  Settings of(String entry, List<Setting<?>> settings) {
    return builder(entry, settings).build();
  }

  /** The same, to which more can be added. */
  Settings.Builder builder(String entry, List<Setting<?>> settings) {
    Settings.Builder set = Settings.builder();
    for (Setting<?> setting : settings) {
      if (find(setting.at(entry)).isPresent()) {
        add(set, entry, setting);
      }
    }
    return set;
  }

  private <T> void add(Settings.Builder set, String entry, Setting<T> setting) {
    set.set(setting, of(entry, setting));
  }

  /** A variable or a flag without an entry is more often a slip than meant. */
  void emptyVariable(String path) {
    find(path)
        .filter(value -> value.texts().isEmpty() && value.source() != Source.FILE)
        .ifPresent(
            value -> wrong(path, path + " has no entry. Unset it, or write * for every page."));
  }

  @Override
  public void wrong(String path, String sentence) {
    problem(where(path), sentence);
  }

  void problem(String where, String sentence) {
    problems.add(new ConfigProblem(where, sentence));
  }

  /** Something is wrong with what stands there, so that it does not count as missing. */
  void broken(String path, String where, String sentence) {
    values.remove(path);
    broken.add(path);
    problem(where, sentence);
  }

  boolean isBroken(String path) {
    return broken.contains(path);
  }

  @Override
  public void note(String sentence) {
    notes.add(sentence);
  }

  /** Takes note of a setting that is given although it has no effect yet. */
  void noteStage(Setting<?> setting, String where) {
    if (!setting.isBuilt()) {
      planned.putIfAbsent(setting.path(), where);
    }
  }

  /** Where a group, a list or an entry of one begins. */
  void place(String path, String where) {
    places.put(path, where);
  }

  /** A file that was read for a value. */
  void noteFile(Path file) {
    files.add(file);
  }

  @Override
  public void unread(String path, String sentence) {
    unread(true);
    wrong(path, sentence);
  }

  /** Something could not be read for now, which may be different the next time. */
  void unread(boolean isSo) {
    isUnread |= isSo;
  }

  boolean isUnread() {
    return isUnread;
  }

  Set<Path> files() {
    return files;
  }

  /** All that an operator should know; settings without effect last, each once. */
  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    planned.forEach(
        (path, where) ->
            all.add(
                path
                    + " ("
                    + where
                    + ") has no effect in this version: what it sets is not built yet."));
    return all;
  }

  /** All problems: those of the file by line, then those of the environment and of flags. */
  List<ConfigProblem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(p -> line(p.where()))).toList();
  }

  private static int line(String where) {
    if (where.equals(FILE)) {
      return 0;
    }
    return where.startsWith(LINE)
        ? Integer.parseInt(where.substring(LINE.length()))
        : Integer.MAX_VALUE;
  }

  /** Where a value stands, or what it belongs to, or what belongs to it. */
  String where(String path) {
    Value value = values.get(path);
    if (value != null) {
      return value.where();
    }
    String place = places.get(path);
    if (place != null) {
      return place;
    }
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      if (entry.getKey().startsWith(path + ".") || entry.getKey().startsWith(path + "[")) {
        return entry.getValue().where();
      }
    }
    int end = path.lastIndexOf('.');
    return end < 0 ? FILE : where(path.substring(0, end));
  }

  /** Whether anything was said of what begins with that path. */
  boolean isThere(String path) {
    return places.containsKey(path)
        || values.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
  }

  Optional<Value> find(String path) {
    return Optional.ofNullable(values.get(path));
  }

  /** The limits that were set in a section, such as {@code apps[0].limits.}. */
  Map<Limit, Long> limits(String section) {
    Map<Limit, Long> set = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      find(section + limit.key()).ifPresent(value -> set.put(limit, Long.parseLong(value.text())));
    }
    return set;
  }

  /** How many entries the list has: one more than its largest index. */
  int count(String list) {
    int count = 0;
    for (Set<String> paths : List.of(values.keySet(), places.keySet(), broken)) {
      for (String path : paths) {
        if (path.startsWith(list + "[")) {
          String index = path.substring(list.length() + 1, path.indexOf(']', list.length()));
          count = Math.max(count, Integer.parseInt(index) + 1);
        }
      }
    }
    return count;
  }
}
