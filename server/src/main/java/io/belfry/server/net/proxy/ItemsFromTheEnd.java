package io.belfry.server.net.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items of a list field, the last first: each proxy puts its own behind what it was sent, so
 * what a client has written is come to last, and whatever it is it cannot change how the items
 * behind it are read. For that reason quotes are matched from the end too: an open one of the
 * client's would swallow what the proxy has added.
 *
 * <p>Thread: confined to its caller.
 */
final class ItemsFromTheEnd {
  private final List<String> lines;
  private int line;
  private String text = "";
  private int end = -1;

  /** The items of all lines of a field, in the order in which they came. */
  ItemsFromTheEnd(List<String> lines) {
    this.lines = lines;
    this.line = lines.size();
  }

  /** The item before the last one that was given; null when there is none. */
  @Nullable String next() {
    while (true) {
      if (end < 0) {
        if (line == 0) {
          return null;
        }
        line--;
        text = lines.get(line);
        end = text.length();
      }
      int comma = commaBefore(end);
      String item = text.substring(comma + 1, end).strip();
      end = comma;
      if (!item.isEmpty()) {
        return item;
      }
    }
  }

  private int commaBefore(int from) {
    boolean isQuoted = false;
    for (int at = from - 1; at >= 0; at--) {
      char c = text.charAt(at);
      if (c == ',' && !isQuoted) {
        return at;
      }
      if (c == '"' && !isEscaped(at)) {
        isQuoted = !isQuoted;
      }
    }
    return -1;
  }

  private boolean isEscaped(int at) {
    int slashes = 0;
    while (at - slashes > 0 && text.charAt(at - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }
}
