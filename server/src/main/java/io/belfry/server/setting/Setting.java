package io.belfry.server.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * Values of settings: what was set, and for all others what holds without it. Two are equal when
   * the same is in force, set or not.
   *
   * <p>Thread: immutable.
   */
  public static final class Settings {
    /** Nothing is set. */
    public static final Settings DEFAULTS = new Settings(Map.of());

    private final Map<Setting<?>, Object> set;

    private Settings(Map<Setting<?>, Object> set) {
      this.set = Map.copyOf(set);
    }

    /** Begins with nothing set. */
    public static Builder builder() {
      return new Builder();
    }

    /** The value that is in force. */
    @SuppressWarnings("unchecked") // the builder takes for a setting nothing but its own values
    public <T> T of(Setting<T> setting) {
      Object value = set.get(setting);
      return value == null ? setting.otherwise() : (T) value;
    }

    @Override
    public boolean equals(Object other) {
      return other == this
          || (other instanceof Settings others && covers(others) && others.covers(this));
    }

    private boolean covers(Settings others) {
      return set.keySet().stream().allMatch(setting -> of(setting).equals(others.of(setting)));
    }

    @Override
    public int hashCode() {
      return set.entrySet().stream()
          .filter(entry -> !entry.getValue().equals(entry.getKey().otherwise()))
          .mapToInt(Map.Entry::hashCode)
          .sum();
    }

    /** What was set, without what is secret. */
    @Override
    public String toString() {
      return set.keySet().stream()
          .map(setting -> setting + "=" + shown(setting))
          .sorted()
          .collect(Collectors.joining(", ", "{", "}"));
    }

    private <T> List<String> shown(Setting<T> setting) {
      return setting.kind().shown(of(setting));
    }

    /**
     * Gathers values, and what is wrong with them.
     *
     * <p>Thread: confined to its caller.
     */
    public static final class Builder {
      private final Map<Setting<?>, Object> set = new HashMap<>();
      private final List<String> mistakes = new ArrayList<>();

      private Builder() {}

      /** Sets a value; one that the setting does not take is a mistake. */
      public <T> Builder set(Setting<T> setting, T value) {
        judge(setting, setting.kind().written(value));
        set.put(setting, value);
        return this;
      }

      /** Sets a value as it is written in a file. */
      public <T> Builder setTexts(Setting<T> setting, List<String> texts) {
        judge(setting, texts).value().ifPresent(value -> set.put(setting, value));
        return this;
      }

      private <T> Kind.Reading<T> judge(Setting<T> setting, List<String> texts) {
        boolean isNothing = texts.isEmpty() && !setting.kind().isList();
        Kind.Reading<T> reading =
            isNothing
                ? new Kind.Reading<>(Optional.empty(), List.of())
                : setting.kind().read(texts);
        String name = setting.path().substring(setting.path().lastIndexOf(']') + 1);
        reading
            .mistakes()
            .forEach(mistake -> mistakes.add(name.replaceFirst("^\\.", "") + mistake));
        return reading;
      }

      /** What is wrong, each as a sentence. */
      public List<String> mistakes() {
        return List.copyOf(mistakes);
      }

      /** What was set. Whoever hands it on looks after the mistakes first. */
      public Settings build() {
        return new Settings(set);
      }
    }
  }
}
