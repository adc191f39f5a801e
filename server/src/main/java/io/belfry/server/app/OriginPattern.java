package io.belfry.server.app;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One entry of a list of origins, in the one form that is compared: lower case, hosts in ASCII, no
 * port that the scheme has anyway.
 *
 * <p>Thread: immutable.
 *
 * @param scheme such as {@code https}; empty for any
 * @param host its name, an address, or the word for all or none; empty below {@code file}
 * @param port 0 for that of the scheme, or for any where there is no scheme
 * @param isBelow whether hosts below that one are meant
 * @see "rules WS-011, THR-21"
 */
public record OriginPattern(String scheme, String host, int port, boolean isBelow) {
  /** Every page. */
  public static final OriginPattern ANY = new OriginPattern("", "*", 0, false);

  /** Pages that have no origin of their own, such as sandboxed frames. */
  public static final OriginPattern NONE = new OriginPattern("", "null", 0, false);

  /** Lists of them, as people write them. */
  public static final Kind<List<OriginPattern>> LIST =
      Kind.listOf(OriginPattern::read, OriginPattern::toString);

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Reads an entry as people write it; what would match nothing is a mistake. */
  static Kind.Reading<OriginPattern> read(String text) {
    OriginReader reader = new OriginReader(text);
    return reader
        .read()
        .map(Kind.Reading::of)
        .orElseGet(() -> Kind.Reading.wrong(" has " + Shown.place(text) + ". " + reader.advice()));
  }

  /** The page that an {@code Origin} field names; empty if it names none by itself. */
  static Optional<OriginPattern> ofField(String origin) {
    if (origin.equals("null")) {
      return Optional.of(NONE);
    }
    return new OriginReader(origin).read().filter(page -> page.isWrittenAs(origin));
  }

  /** Whether the page of such a field is meant. */
  boolean matches(Optional<OriginPattern> page) {
    return equals(ANY)
        || (equals(NONE) ? page.filter(NONE::equals) : page.filter(this::matches)).isPresent();
  }

  private boolean matches(OriginPattern origin) {
    boolean fits =
        scheme.isEmpty()
            ? port == 0 || port == origin.portOf(origin.scheme)
            : scheme.equals(origin.scheme) && port == origin.port;
    return fits && (isBelow ? origin.host.endsWith("." + host) : host.equals(origin.host));
  }

  // A field is taken at its word: what a reader of settings forgives is no origin here.
  private boolean isWrittenAs(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return !scheme.isEmpty()
        && !isBelow
        && (lower.equals(toString()) || lower.equals(toString() + ":" + portOf(scheme)));
  }

  /** A field that is meant. */
  public String example() {
    if (equals(NONE)) {
      return host;
    }
    return (scheme.isEmpty() ? "https://" : scheme + "://")
        + (isBelow ? "any." : "")
        + (equals(ANY) ? "localhost" : host)
        + (port > 0 ? ":" + port : "");
  }

  private int portOf(String ofScheme) {
    if (port > 0) {
      return port;
    }
    return switch (ofScheme) {
      case "http" -> HTTP;
      case "https" -> HTTPS;
      default -> 0;
    };
  }

  /** The same without the port that its scheme has anyway. */
  OriginPattern withoutUsualPort() {
    boolean isUsual = port > 0 && port == new OriginPattern(scheme, host, 0, false).portOf(scheme);
    return isUsual ? new OriginPattern(scheme, host, 0, isBelow) : this;
  }

  @Override
  public String toString() {
    return (scheme.isEmpty() ? "" : scheme + "://")
        + (isBelow ? "*." : "")
        + host
        + (port > 0 ? ":" + port : "");
  }
}
