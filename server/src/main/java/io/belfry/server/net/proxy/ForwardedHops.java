package io.belfry.server.net.proxy;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hops that the field Forwarded tells of, the nearest first.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "RFC 7239, section 4"
 */
final class ForwardedHops implements Supplier<@Nullable Hop> {
  private final ItemsFromTheEnd items;

  ForwardedHops(List<String> lines) {
    items = new ItemsFromTheEnd(lines);
  }

  @Override
  public @Nullable Hop get() {
    String item = items.next();
    return item == null ? null : new Element(item).read();
  }

  /** One element: pairs of a name and a value between semicolons. */
  private static final class Element {
    private final String text;
    private int at;
    private @Nullable String node;
    private @Nullable String scheme;
    private @Nullable String host;

    Element(String text) {
      this.text = text;
    }

    Hop read() {
      while (at < text.length()) {
        if (!readPair()) {
          return Hop.UNREADABLE;
        }
      }
      return Hop.of(node, scheme, host);
    }

    /** Whether there is a well-formed pair, or none, and then a semicolon or the end. */
    private boolean readPair() {
      skipBlanks();
      int begin = at;
      skipWord();
      String name = text.substring(begin, at);
      if (!name.isEmpty()) {
        if (!isNext('=')) {
          return false;
        }
        at++;
        String value = isNext('"') ? quoted() : word();
        if (value == null || value.isEmpty() || !take(name, value)) {
          return false;
        }
        skipBlanks();
      }
      boolean isEnded = at == text.length() || isNext(';');
      at++;
      return isEnded;
    }

    private boolean take(String name, String value) {
      boolean isNew = true;
      if (name.equalsIgnoreCase("for")) {
        isNew = node == null;
        node = value;
      } else if (name.equalsIgnoreCase("proto")) {
        isNew = scheme == null;
        scheme = value;
      } else if (name.equalsIgnoreCase("host")) {
        isNew = host == null;
        host = value;
      }
      return isNew;
    }

    private @Nullable String quoted() {
      StringBuilder value = new StringBuilder();
      for (int i = at + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"') {
          at = i + 1;
          return value.toString();
        }
        boolean isEscape = c == '\\' && i + 1 < text.length();
        value.append(isEscape ? text.charAt(++i) : c);
      }
      return null;
    }

    private String word() {
      int begin = at;
      skipWord();
      return text.substring(begin, at);
    }

    // More than a token may have: some proxies write a port without the quotes it would need.
    private void skipWord() {
      while (at < text.length() && text.charAt(at) > ' ' && "=;,\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
    }

    private void skipBlanks() {
      while (isNext(' ') || isNext('\t')) {
        at++;
      }
    }

    private boolean isNext(char c) {
      return at < text.length() && text.charAt(at) == c;
    }
  }
}
