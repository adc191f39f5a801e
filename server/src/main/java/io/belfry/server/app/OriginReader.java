package io.belfry.server.app;

import io.belfry.server.app.AppSettings.OriginPattern;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what people write for an origin: what is meant beyond doubt is understood, and of the rest
 * it is said how to write it.
 *
 * <p>Thread: confined to its caller.
 */
final class OriginReader {
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
  private static final Pattern MISTYPED_SCHEME =
      Pattern.compile("(https?|wss?)(?::/?|:/{3,}|;/*|/{1,2})(?!/)(.+)");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{1,63}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
  private static final Pattern BYTE = Pattern.compile("25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]");
  private static final int MAX_HOST = 253;
  private static final int MAX_PORT = 65_535;
  private static final int BYTES_OF_ADDRESS = 4;
  private static final int GROUPS = 8;

  private final String text;
  private String advice = "";

  OriginReader(String text) {
    this.text = text.strip();
  }

  /** The origin, or several; empty if it would match nothing. */
  Optional<OriginPattern> read() {
    return Optional.ofNullable(pattern());
  }

  /** What to write instead, as a sentence; once nothing was read. */
  String advice() {
    return advice;
  }

  private @Nullable OriginPattern pattern() {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.isEmpty()) {
      return refused("An entry is empty. Leave it out, or write * for every page.");
    }
    if (lower.length() > MAX_HOST * 2) {
      return refused("An entry is longer than an origin can be.");
    }
    if (lower.equals("*")) {
      return OriginPattern.ANY;
    }
    if (lower.equals("null")) {
      return OriginPattern.NONE;
    }
    if (lower.indexOf('@') >= 0) {
      return refused("An origin has no user and no password. Write scheme, host and port alone.");
    }
    if (lower.chars().anyMatch(c -> Character.isWhitespace(c) || c == ',')
        || lower.indexOf(';', "https;".length()) >= 0) {
      return refused("Give each origin an entry of its own.");
    }
    if (lower.indexOf('\\') >= 0) {
      return refused(written(lower.replace('\\', '/')));
    }
    int scheme = lower.indexOf("://");
    return scheme >= 0
        ? below(lower.substring(0, scheme), lower.substring(scheme + "://".length()))
        : withoutScheme(lower);
  }

  private @Nullable OriginPattern withoutScheme(String lower) {
    if (lower.startsWith("//")) {
      return refused(written("https:" + lower));
    }
    Matcher mistyped = MISTYPED_SCHEME.matcher(lower);
    return mistyped.matches()
        ? refused(
            written(page(mistyped.group(1)) + "://" + mistyped.group(2).replaceFirst("^/+", "")))
        : below("", lower);
  }

  private @Nullable OriginPattern below(String scheme, String rest) {
    if (scheme.equals("*")) {
      return refused(written(rest) + " A host alone is meant with any scheme.");
    }
    if (!scheme.isEmpty() && !SCHEME.matcher(scheme).matches()) {
      return refused("Write such as https://example.com.");
    }
    if (!page(scheme).equals(scheme)) {
      return refused(
          written(page(scheme) + "://" + rest)
              + " An origin is that of the page, not the socket's.");
    }
    if (rest.startsWith("/") && !scheme.equals("file")) {
      return refused(written(scheme + "://" + rest.replaceFirst("^/+", "")));
    }
    int end = end(rest);
    String tail = rest.substring(end);
    if (!tail.isEmpty() && !tail.equals("/")) {
      return refused(
          written((scheme.isEmpty() ? "" : scheme + "://") + rest.substring(0, end))
              + " An origin has no path.");
    }
    if (scheme.equals("file")) {
      return end == 0 ? new OriginPattern(scheme, "", 0, false) : refused("Write file://.");
    }
    return place(scheme, rest.substring(0, end));
  }

  private static int end(String rest) {
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private @Nullable OriginPattern place(String scheme, String authority) {
    String before = scheme.isEmpty() ? "" : scheme + "://";
    int bracket = authority.indexOf('[') < 0 ? -1 : authority.indexOf(']');
    int colon = authority.indexOf(':', bracket + 1);
    String host = colon < 0 ? authority : authority.substring(0, colon);
    if (bracket < 0 && authority.indexOf(':', colon + 1) > colon && colon >= 0) {
      return refused("An IPv6 address stands in brackets, such as " + before + "[::1].");
    }
    if (host.isEmpty()) {
      return refused(
          "It has no host. Write such as "
              + (before.isEmpty() ? "https://" : before)
              + "localhost.");
    }
    int port = 0;
    if (colon >= 0) {
      String digits = authority.substring(colon + 1);
      if (digits.isEmpty() || digits.equals("*")) {
        return refused(
            digits.isEmpty() || scheme.isEmpty()
                ? written(before + host)
                : written(host) + " A host alone is meant with any port.");
      }
      port = NUMBER.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
      if (port < 1 || port > MAX_PORT) {
        return refused("Behind the colon stands a port from 1 to 65535.");
      }
    }
    return named(scheme, host, port);
  }

  private @Nullable OriginPattern named(String scheme, String host, int port) {
    String before = scheme.isEmpty() ? "" : scheme + "://";
    String after = port > 0 ? ":" + port : "";
    boolean isBelow = host.startsWith("*.");
    String name = isBelow ? host.substring(2) : host;
    if (host.startsWith(".")) {
      return refused(written(before + "*" + host + after));
    }
    if (name.indexOf('*') >= 0) {
      return refused(
          "A * stands alone for every page, or before a dot at the beginning, as in *.example.com.");
    }
    if (name.endsWith(".")) {
      return refused(written(before + host.substring(0, host.length() - 1) + after));
    }
    Optional<String> plain = name.startsWith("[") ? ipv6(name) : ascii(name);
    if (plain.isEmpty() || (isBelow && isAddress(plain.get()))) {
      return refused(
          advice.isEmpty() ? "Write a host such as example.com or https://example.com." : advice);
    }
    return new OriginPattern(scheme, plain.get(), port, isBelow).withoutUsualPort();
  }

  private Optional<String> ascii(String name) {
    // Browsers keep these four, and the JDK makes other letters of them.
    if (name.chars().anyMatch(c -> "ßς\u200c\u200d".indexOf(c) >= 0)) {
      advice = "Write its host as browsers do, with xn--.";
      return Optional.empty();
    }
    try {
      String plain = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      boolean isHost =
          plain.length() <= MAX_HOST
              && Stream.of(plain.split("\\.", -1))
                  .allMatch(label -> LABEL.matcher(label).matches());
      return isHost && (!isNumeric(plain) || isIpv4(plain)) ? Optional.of(plain) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isNumeric(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  private static boolean isIpv4(String host) {
    String[] bytes = host.split("\\.", -1);
    boolean isAddress = bytes.length == BYTES_OF_ADDRESS;
    for (String part : bytes) {
      isAddress &= BYTE.matcher(part).matches();
    }
    return isAddress;
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || isIpv4(host);
  }

  // The JDK reads what stands in brackets as an address and never as a name.
  private static Optional<String> ipv6(String bracketed) {
    if (!bracketed.endsWith("]") || bracketed.indexOf('%') >= 0) {
      return Optional.empty();
    }
    try {
      byte[] address = InetAddress.getByName(bracketed).getAddress();
      return address.length == 2 * GROUPS ? Optional.of(shortest(address)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  // As browsers write it: the longest run of zeros is left out (RFC 5952).
  private static String shortest(byte[] address) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((address[2 * i] & 0xFF) << Byte.SIZE) | (address[2 * i + 1] & 0xFF);
    }
    int from = 0;
    int longest = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = 0;
      while (i + run < GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        from = i;
        longest = run;
      }
    }
    StringBuilder written = new StringBuilder("[");
    for (int i = 0; i < GROUPS; i++) {
      if (longest > 1 && i == from) {
        written.append("::");
        i += longest - 1;
      } else {
        boolean isFirst = written.length() == 1 || written.charAt(written.length() - 1) == ':';
        written.append(isFirst ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return written.append(']').toString();
  }

  private static String page(String scheme) {
    return switch (scheme) {
      case "ws" -> "http";
      case "wss" -> "https";
      default -> scheme;
    };
  }

  private @Nullable OriginPattern refused(String sentence) {
    advice = sentence;
    return null;
  }

  // What is advised is understood, or it is no advice.
  private static String written(String form) {
    OriginReader again = new OriginReader(form);
    return again.read().map(pattern -> "Write " + pattern + ".").orElseGet(again::advice);
  }
}
