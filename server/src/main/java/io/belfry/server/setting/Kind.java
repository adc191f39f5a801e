package io.belfry.server.setting;

import io.belfry.server.setting.wording.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a setting takes: how a value is read from texts and written as texts, and what is said to
 * whoever gave something else.
 *
 * <p>Thread: immutable.
 *
 * @param <T> the value
 */
public final class Kind<T> {
  /** Any text. */
  public static final Kind<String> TEXT =
      new Kind<>(Shape.ONE, "text", "a text", texts -> Reading.of(texts.get(0)), List::of);

  /** A text that is never shown. */
  public static final Kind<String> SECRET =
      new Kind<>(Shape.SECRET, "text, never shown", "a text", TEXT.reader, TEXT.writer)
          .shownAs(text -> List.of("***"));

  /** {@code true} or {@code false}. */
  public static final Kind<Boolean> ON_OFF = words(List.of(true, false), String::valueOf);

  /** A list of texts. */
  public static final Kind<List<String>> TEXTS = listOf(Reading::of, text -> text);

  private enum Shape {
    ONE,
    WORD,
    SECRET,
    LIST,
    FIELDS
  }

  /**
   * What became of reading.
   *
   * @param value what was understood, if anything was
   * @param mistakes what is wrong, each as the end of a sentence that begins with the setting
   */
  public record Reading<T>(Optional<T> value, List<String> mistakes) {
    /** Takes a copy of the mistakes. */
    public Reading {
      mistakes = List.copyOf(mistakes);
    }

    /** It was understood, and nothing is wrong. */
    public static <T> Reading<T> of(T value) {
      return new Reading<>(Optional.of(value), List.of());
    }

    /** It was not. */
    public static <T> Reading<T> wrong(String mistake) {
      return new Reading<>(Optional.empty(), List.of(mistake));
    }
  }

  private record Words(Shape shape, String taken, String expected) {}

  private final Words words;
  private final Function<List<String>, Reading<T>> reader;
  private final Function<T, List<String>> writer;
  private final Function<T, List<String>> shower;

  private Kind(
      Shape shape,
      String taken,
      String expected,
      Function<List<String>, Reading<T>> reader,
      Function<T, List<String>> writer) {
    this(new Words(shape, taken, expected), reader, writer, writer);
  }

  private Kind(
      Words words,
      Function<List<String>, Reading<T>> reader,
      Function<T, List<String>> writer,
      Function<T, List<String>> shower) {
    this.words = words;
    this.reader = reader;
    this.writer = writer;
    this.shower = shower;
  }

  /** A whole number within a range, both ends included. */
  public static Kind<Long> whole(long from, long to) {
    String expected = "a whole number from " + from + " to " + to;
    return new Kind<>(
        Shape.WORD,
        "number from " + from + (to == Long.MAX_VALUE ? "" : " to " + to),
        expected,
        texts -> {
          try {
            long number = Long.parseLong(texts.get(0));
            if (number >= from && number <= to) {
              return Reading.of(number);
            }
          } catch (NumberFormatException e) {
            // It is no number, which is told as a number out of the range is.
          }
          return unexpected(texts.get(0), expected);
        },
        number -> List.of(Long.toString(number)));
  }

  /** A whole number within a range, both ends included. */
  public static Kind<Integer> number(int from, int to) {
    return whole(from, to).as(Math::toIntExact, Integer::longValue);
  }

  /** A time in whole seconds within a range, both ends included. */
  public static Kind<Duration> seconds(long from, long to) {
    return whole(from, to).as(Duration::ofSeconds, Duration::toSeconds);
  }

  /** A time in milliseconds within a range, both ends included. */
  public static Kind<Duration> millis(long from, long to) {
    return whole(from, to).as(Duration::ofMillis, Duration::toMillis);
  }

  /** One of the constants, written in lower case. */
  public static <E extends Enum<E>> Kind<E> word(Class<E> constants) {
    return words(
        List.of(constants.getEnumConstants()), word -> word.name().toLowerCase(Locale.ROOT));
  }

  /** One of these words. */
  public static Kind<String> word(List<String> words) {
    return words(words, word -> word);
  }

  private static <T> Kind<T> words(List<T> all, Function<T, String> name) {
    List<String> names = all.stream().map(name).toList();
    boolean isOnOff = names.equals(List.of("true", "false"));
    String expected = isOnOff ? "true or false" : "one of " + String.join(", ", names);
    return new Kind<>(
        Shape.WORD,
        String.join(", ", names),
        expected,
        texts -> {
          int index = names.indexOf(texts.get(0));
          return index < 0 ? unexpected(texts.get(0), expected) : Reading.of(all.get(index));
        },
        value -> List.of(name.apply(value)));
  }

  /** A list whose entries are read one by one; what is wrong with one says so by itself. */
  public static <E> Kind<List<E>> listOf(
      Function<String, Reading<E>> entry, Function<E, String> written) {
    return listOf(new Words(Shape.LIST, "list of texts", "a list of texts"), entry, written);
  }

  /**
   * Names with values, each read as {@code Name: value}: a group in a file, whose names are nobody
   * else's, or a list of such texts. Shown are the names alone.
   */
  public static <E> Kind<List<E>> fields(
      Function<String, Reading<E>> entry, Function<E, String> written) {
    Words words =
        new Words(
            Shape.FIELDS, "names with texts, never shown", "a group of names, each with a text");
    return listOf(words, entry, written)
        .shownAs(
            fields ->
                fields.stream()
                    .map(field -> written.apply(field).split(":", 2)[0] + ": ***")
                    .toList());
  }

  private static <E> Kind<List<E>> listOf(
      Words words, Function<String, Reading<E>> entry, Function<E, String> written) {
    Function<List<E>, List<String>> writer = values -> values.stream().map(written).toList();
    return new Kind<>(
        words,
        texts -> {
          List<E> values = new ArrayList<>();
          List<String> mistakes = new ArrayList<>();
          for (String text : texts) {
            Reading<E> reading = entry.apply(text);
            reading.value().ifPresent(values::add);
            mistakes.addAll(reading.mistakes());
          }
          return new Reading<>(Optional.of(List.copyOf(values)), mistakes);
        },
        writer,
        writer);
  }

  /** The same, where nothing at all is a value too. */
  public static <T> Kind<Optional<T>> optional(Kind<T> kind) {
    return kind.like(
        reading ->
            new Reading<>(
                Optional.of(reading.value()).filter(Optional::isPresent), reading.mistakes()),
        value -> value.map(kind.writer).orElse(List.of()),
        value -> value.map(kind.shower).orElse(List.of()));
  }

  /** The same, read as something else when nothing is wrong with it. */
  public <U> Kind<U> as(Function<T, U> read, Function<U, T> write) {
    return like(
        reading -> {
          Optional<T> right = reading.value().filter(value -> reading.mistakes().isEmpty());
          return new Reading<>(right.map(read), reading.mistakes());
        },
        value -> writer.apply(write.apply(value)),
        value -> shower.apply(write.apply(value)));
  }

  /** The same, whose values are looked at once more. */
  public Kind<T> judged(Function<T, List<String>> judge) {
    return like(
        reading -> {
          List<String> mistakes = new ArrayList<>(reading.mistakes());
          reading.value().map(judge).ifPresent(mistakes::addAll);
          return new Reading<>(reading.value(), mistakes);
        },
        writer,
        shower);
  }

  /** The same, of whose values people are shown something else than what was written. */
  public Kind<T> shownAs(Function<T, List<String>> show) {
    return new Kind<>(words, reader, writer, show);
  }

  /** The same, in other words for people. */
  public Kind<T> told(String taken, String expected) {
    return new Kind<>(new Words(words.shape, taken, expected), reader, writer, shower);
  }

  private <U> Kind<U> like(
      Function<Reading<T>, Reading<U>> then,
      Function<U, List<String>> write,
      Function<U, List<String>> show) {
    return new Kind<>(words, reader.andThen(then), write, show);
  }

  /** Reads a value. */
  public Reading<T> read(List<String> texts) {
    return reader.apply(texts);
  }

  /** A value as texts, of which there is one unless this is a list or nothing. */
  public List<String> written(T value) {
    return writer.apply(value);
  }

  /** A value as people may see it, without what is secret. */
  public List<String> shown(T value) {
    return shower.apply(value);
  }

  /** What it takes, for the reference page. */
  public String taken() {
    return words.taken;
  }

  /** What it takes, for whoever gave something else. */
  public String expected() {
    return words.expected;
  }

  /** Whether it takes a list. */
  public boolean isList() {
    return words.shape == Shape.LIST || isFields();
  }

  /** Whether it takes a group of names that are nobody else's. */
  public boolean isFields() {
    return words.shape == Shape.FIELDS;
  }

  /** Whether its values are never shown. */
  public boolean isSecret() {
    return words.shape == Shape.SECRET || isFields();
  }

  /** Whether it takes few texts only, so that one is wrong even where another one holds. */
  public boolean isClosed() {
    return words.shape == Shape.WORD;
  }

  /** A text of a variable or a flag as the texts of its value: a list is separated by commas. */
  public List<String> split(String text) {
    if (!isList()) {
      return List.of(text);
    }
    return text.isBlank() ? List.of() : Stream.of(text.split(",", -1)).map(String::strip).toList();
  }

  private static <T> Reading<T> unexpected(String text, String expected) {
    return Reading.wrong(" is " + Shown.value(text) + ". Expected " + expected + ".");
  }
}
