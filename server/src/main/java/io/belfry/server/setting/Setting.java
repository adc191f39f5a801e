package io.belfry.server.setting;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One setting, defined once: all that readers, builders and the reference page know of it. A
 * setting is itself and equals no other.
 *
 * <p>Thread: immutable.
 *
 * @param <T> its value
 */
public final class Setting<T> {
  private static final String LIST = "[]";

  private final String path;
  private final Kind<T> kind;
  private final Optional<T> otherwise;
  private final String shownDefault;
  private final String sentence;

  private Setting(
      String path, Kind<T> kind, Optional<T> otherwise, String shownDefault, String sentence) {
    this.path = path;
    this.kind = kind;
    this.otherwise = otherwise;
    this.shownDefault = shownDefault;
    this.sentence = sentence;
  }

  /**
   * A setting that has an effect.
   *
   * @param path where it stands, with {@code []} for each list
   * @param kind what it takes
   * @param otherwise its value when it is not set
   * @param sentence what it does, for people
   */
  public static <T> Setting<T> of(String path, Kind<T> kind, T otherwise, String sentence) {
    List<String> written = kind.written(otherwise);
    String shown =
        kind.isList()
            ? written.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"))
            : String.join("", written);
    String shownDefault = written.isEmpty() && kind.isList() ? LIST : shown;
    return new Setting<>(path, kind, Optional.of(otherwise), shownDefault, sentence);
  }

  /**
   * A setting that is known, so that a file for a later version can be read, and has no effect yet.
   *
   * @param shownDefault what its value will be when it is not set, for people
   */
  public static <T> Setting<T> planned(
      String path, Kind<T> kind, String shownDefault, String sentence) {
    return new Setting<>(path, kind, Optional.empty(), shownDefault, sentence);
  }

  /** Where it stands, with {@code []} for each list. */
  public String path() {
    return path;
  }

  /**
   * Where it stands in an entry of its list.
   *
   * @param entry such as {@code apps[0]}; empty for a setting in no list
   */
  public String at(String entry) {
    return entry + path.substring(entry.isEmpty() ? 0 : path.lastIndexOf(LIST) + LIST.length());
  }

  /** What it takes. */
  public Kind<T> kind() {
    return kind;
  }

  /** Its value when it is not set. */
  public T otherwise() {
    return otherwise.orElseThrow(() -> new IllegalStateException(path + " is not built yet."));
  }

  /** The same, for people; empty where nothing is set without it. */
  public String shownDefault() {
    return shownDefault;
  }

  /** What it does, for people. */
  public String sentence() {
    return sentence;
  }

  /** Whether it has an effect, and is not only planned. */
  public boolean isBuilt() {
    return otherwise.isPresent();
  }

  @Override
  public String toString() {
    return path;
  }
}
