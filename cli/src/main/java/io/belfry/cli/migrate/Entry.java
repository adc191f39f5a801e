package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Fields.Taken;
import io.belfry.server.setting.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of our file in the making: an app, or a webhook of one. What a foreign field says is put
 * to a path of ours if our setting takes it, and reported if not.
 *
 * <p>Thread: confined to its caller.
 */
final class Entry {
  /** How another server writes a number that means no limit. */
  enum NoLimit {
    /** Below nought. */
    NEGATIVE,
    /** Nought, and below (rule LIM-002). */
    NOUGHT
  }

  private static final String MINUS_ONE = "-1";

  private final Map<String, Object> members = new LinkedHashMap<>();

  /** Puts a value to a path such as {@code limits.max_connections}. */
  void put(String path, Tree value) {
    put(members, path, value);
  }

  @SuppressWarnings("unchecked") // only groups in the making are maps here
  private static void put(Map<String, Object> group, String path, Tree value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      group.put(path, value);
    } else {
      Object inner = group.computeIfAbsent(path.substring(0, dot), n -> new LinkedHashMap<>());
      put((Map<String, Object>) inner, path.substring(dot + 1), value);
    }
  }

  /** What was put to a path. */
  Optional<Tree> at(String path) {
    Object at = members;
    for (String name : path.split("\\.", -1)) {
      at = at instanceof Map<?, ?> group ? group.get(name) : null;
    }
    return at instanceof Tree tree ? Optional.of(tree) : Optional.empty();
  }

  /** What it has come to. */
  Tree.Group group() {
    return group(members);
  }

  @SuppressWarnings("unchecked") // as above
  private static Tree.Group group(Map<String, Object> members) {
    Map<String, Tree> all = new LinkedHashMap<>();
    members.forEach(
        (name, value) ->
            all.put(name, value instanceof Tree tree ? tree : group((Map<String, Object>) value)));
    return new Tree.Group(all);
  }

  /** A text, taken as it is. */
  void text(Fields from, String to, String... names) {
    from.take(names)
        .ifPresent(
            field ->
                scalar(field)
                    .ifPresentOrElse(
                        text -> put(to, new Tree.Text(text)),
                        () -> from.leave(field, "Expected one text.")));
  }

  /** Yes or no, in whatever way it is written. */
  void onOff(Fields from, String to, String... names) {
    from.take(names)
        .ifPresent(
            field ->
                isOn(field)
                    .ifPresentOrElse(
                        on -> put(to, new Tree.Word(String.valueOf(on))),
                        () -> from.leave(field, "Expected true or false.")));
  }

  /** A count, a pace or a time that means the same here. */
  void number(Fields from, Amount amount, String... names) {
    from.take(names)
        .ifPresent(
            field -> {
              Optional<Long> value = scalar(field).flatMap(amount::read);
              List<String> mistakes =
                  value
                      .map(read -> amount.kind().read(List.of(Long.toString(read))).mistakes())
                      .orElse(List.of(" has to be a number, and one or more if it is not 0."));
              if (mistakes.isEmpty()) {
                put(amount.to(), new Tree.Word(Long.toString(value.orElseThrow())));
              } else {
                from.leave(field, amount.to() + mistakes.get(0));
              }
            });
  }

  /**
   * A number of ours.
   *
   * @param to path of the setting
   * @param kind what it takes
   * @param factor what one of theirs is worth in ours, such as 1024 for KiB
   * @param noLimit how they write that there is no limit
   */
  record Amount(String to, Kind<?> kind, double factor, NoLimit noLimit) {
    private static final int MOST_CHARACTERS = 20;

    Optional<Long> read(String text) {
      if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
        return Optional.empty();
      }
      try {
        double value = Double.parseDouble(text.replace("_", ""));
        if (Double.isNaN(value) || Math.abs(value) > Integer.MAX_VALUE) {
          return Optional.empty();
        }
        if (value < 0 || (value == 0 && noLimit == NoLimit.NOUGHT)) {
          return Optional.of(Long.parseLong(MINUS_ONE));
        }
        long ours = (long) Math.floor(value * factor);
        // Less than one is not none at all.
        return ours == 0 && value > 0 ? Optional.empty() : Optional.of(ours);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  /** A list of texts. */
  static List<Taken> items(Taken field) {
    List<Taken> items = new ArrayList<>();
    if (field.tree() instanceof Tree.Items list) {
      for (int i = 0; i < list.items().size(); i++) {
        items.add(new Taken(field.path() + "[" + i + "]", list.items().get(i)));
      }
    } else {
      items.add(field);
    }
    return items;
  }

  /** The text of a value that is one; half a character is none. */
  static Optional<String> scalar(Taken field) {
    return switch (field.tree()) {
      case Tree.Text text ->
          Optional.of(text.text())
              .filter(t -> t.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
      case Tree.Word word -> Optional.of(word.text());
      case Tree.Group group -> Optional.empty();
      case Tree.Items items -> Optional.empty();
      case Tree.Nothing nothing -> Optional.empty();
      case Tree.Unread unread -> Optional.empty();
    };
  }

  /** Whether a value says yes; empty if it says neither. */
  static Optional<Boolean> isOn(Taken field) {
    return scalar(field)
        .map(text -> text.toLowerCase(java.util.Locale.ROOT))
        .flatMap(
            text ->
                switch (text) {
                  case "true", "1", "t", "yes", "on", "(true)" -> Optional.of(true);
                  case "false", "0", "f", "no", "off", "(false)" -> Optional.of(false);
                  default -> Optional.empty();
                });
  }
}
