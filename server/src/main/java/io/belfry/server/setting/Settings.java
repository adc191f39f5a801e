package io.belfry.server.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of settings: what was set, and for all others what holds without it. Two are equal when
 * the same is in force, set or not.
 *
 * <p>Thread: immutable.
 */
public final class Settings {
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
    return other instanceof Settings others && covers(others) && others.covers(this);
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

  @Override
  public String toString() {
    return set.toString();
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
          isNothing ? new Kind.Reading<>(Optional.empty(), List.of()) : setting.kind().read(texts);
      String name = setting.path().substring(setting.path().lastIndexOf(']') + 1);
      reading.mistakes().forEach(mistake -> mistakes.add(name.replaceFirst("^\\.", "") + mistake));
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
