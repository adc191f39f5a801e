package io.belfry.server.api;

import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request as it stands on the request line. It is cut once, and its parts stay where
 * they are until one is asked for.
 *
 * <p>Thread: immutable.
 */
final class RawQuery {
  private static final int MAX_PARAMETERS = 100;
  private static final int USUAL_PARAMETERS = 6;

  private final String text;
  private final byte[] utf8;
  private final boolean isPlain;
  private Cut[] cuts = new Cut[USUAL_PARAMETERS];
  private int size;

  /**
   * Where one parameter stands.
   *
   * @param from where its name begins
   * @param nameEnd where that ends: at the equals sign, or else at the end of the parameter
   * @param to where it ends
   */
  private record Cut(int from, int nameEnd, int to) {
    /** Length with an equals sign, which is signed even where it was left out. */
    int signedLength() {
      return to - from + (nameEnd == to ? 1 : 0);
    }
  }

  private RawQuery(String text) {
    this.text = text;
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    this.isPlain = utf8.length == text.length() && text.indexOf('%') < 0;
  }

  /** Cuts the query; throws {@link ApiError} when it has too many parameters. */
  static RawQuery parse(String text) {
    RawQuery query = new RawQuery(text);
    int from = 0;
    for (int to = text.indexOf('&'); to >= 0; to = text.indexOf('&', from)) {
      query.cut(from, to);
      from = to + 1;
    }
    query.cut(from, text.length());
    return query;
  }

  private void cut(int from, int to) {
    if (from == to) {
      return;
    }
    if (size == MAX_PARAMETERS) {
      throw ApiReason.REQUEST_LINE_TOO_LONG.saying("More than 100 query parameters.");
    }
    if (size == cuts.length) {
      cuts = Arrays.copyOf(cuts, 2 * size);
    }
    int equals = text.indexOf('=', from, to);
    cuts[size++] = new Cut(from, equals < 0 ? to : equals, to);
  }

  /** How many parameters there are. */
  int size() {
    return size;
  }

  /** Whether nothing is escaped, so that every part stands for itself. */
  boolean isPlain() {
    return isPlain;
  }

  /** Whether that character is somewhere in the query. */
  boolean has(char c) {
    return text.indexOf(c) >= 0;
  }

  /** Name of a parameter. */
  String name(int index) {
    Cut cut = cuts[index];
    return text.substring(cut.from(), cut.nameEnd());
  }

  /** Value of a parameter; empty when it has none. */
  String value(int index) {
    Cut cut = cuts[index];
    return text.substring(Math.min(cut.nameEnd() + 1, cut.to()), cut.to());
  }

  /** Whether a parameter has that name. */
  boolean isNamed(int index, String name) {
    Cut cut = cuts[index];
    return cut.nameEnd() - cut.from() == name.length() && text.startsWith(name, cut.from());
  }

  /** Whether the name of a parameter begins so. */
  boolean startsWith(int index, String prefix) {
    return text.startsWith(prefix, cuts[index].from());
  }

  /** How often a parameter is given, in whatever spelling. */
  int count(String name) {
    int count = 0;
    for (int i = 0; i < size; i++) {
      count += isNamed(i, name) || isRead(i, name) ? 1 : 0;
    }
    return count;
  }

  /**
   * Decoded value of a parameter that is given exactly once, and in no other spelling; null if it
   * is not.
   */
  @Nullable String single(String name) {
    String single = null;
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name)) {
        if (single != null) {
          return null;
        }
        String value = value(i);
        single = Percent.decode(value).orElse(value);
      } else if (isRead(i, name)) {
        return null;
      }
    }
    return single;
  }

  /**
   * Whether a parameter of another spelling has that name in one of the readings of {@link
   * SignedQuery}: escaped, in capitals, or as an array. Such a one is signed like the name itself,
   * so it could pass off an old value as part of what was signed.
   */
  private boolean isRead(int index, String name) {
    Cut cut = cuts[index];
    if (cut.nameEnd() - cut.from() < name.length() || !isOdd(cut)) {
      return false;
    }
    String written = text.substring(cut.from(), cut.nameEnd());
    String decoded = Percent.decode(written.replace('+', ' ')).orElse(written);
    return isSpelled(written, name) || isSpelled(decoded, name);
  }

  private static boolean isSpelled(String written, String name) {
    return SignedQuery.withoutIndex(written.toLowerCase(Locale.ROOT)).equals(name)
        || SignedQuery.withoutIndex(written).toLowerCase(Locale.ROOT).equals(name);
  }

  // Nearly every name is made of small letters alone, and stands for itself.
  private boolean isOdd(Cut cut) {
    for (int i = cut.from(); i < cut.nameEnd(); i++) {
      char c = text.charAt(i);
      if (c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return true;
      }
    }
    return false;
  }

  /**
   * The bytes of a plain query behind some head, its parameters sorted by name; those of one name
   * keep their order.
   *
   * @param excluded name of the parameter that is left out
   */
  byte[] sorted(String head, String excluded) {
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    Cut[] order = new Cut[size];
    int count = 0;
    int length = start.length;
    for (int i = 0; i < size; i++) {
      if (!isNamed(i, excluded)) {
        insert(cuts[i], order, count++);
        length += cuts[i].signedLength() + 1;
      }
    }
    byte[] sorted = Arrays.copyOf(start, count == 0 ? length : length - 1);
    int at = start.length;
    for (int i = 0; i < count; i++) {
      at = copy(order[i], sorted, at);
    }
    return sorted;
  }

  // Few parameters, and most come sorted.
  private void insert(Cut cut, Cut[] order, int count) {
    int at = count;
    while (at > 0 && compareNames(order[at - 1], cut) > 0) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = cut;
  }

  private int compareNames(Cut one, Cut other) {
    return Arrays.compare(utf8, one.from(), one.nameEnd(), utf8, other.from(), other.nameEnd());
  }

  /** Copies one parameter and what divides it from the next; where that one begins. */
  private int copy(Cut cut, byte[] target, int at) {
    int end = at + cut.signedLength();
    System.arraycopy(utf8, cut.from(), target, at, cut.to() - cut.from());
    if (cut.nameEnd() == cut.to()) {
      target[end - 1] = '=';
    }
    if (end < target.length) {
      target[end] = '&';
    }
    return end + 1;
  }
}
