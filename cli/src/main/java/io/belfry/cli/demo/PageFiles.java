package io.belfry.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page, read once from the jar. Only what is listed here is ever answered, so no
 * path of a request leads anywhere else.
 *
 * <p>Thread: immutable.
 */
final class PageFiles {
  static final String PUSHER_JS = "/vendor/pusher.min.js";

  private static final List<String> NAMES =
      List.of(
          "/index.html",
          "/tokens.css",
          "/base.css",
          "/parts.css",
          "/page.css",
          "/log.css",
          "/early.js",
          "/main.js",
          "/dom.js",
          "/actions.js",
          "/channels.js",
          "/closes.js",
          "/code.js",
          "/connection.js",
          "/devices.js",
          "/lobby.js",
          "/log.js",
          "/patience.js",
          "/refusals.js",
          "/rope.js",
          "/samples.js",
          "/signin.js",
          "/tabs.js",
          "/transports.js",
          "/webhooks.js",
          "/who.js",
          "/icon.svg");
  private static final List<String> VENDOR_NAMES =
      List.of(PUSHER_JS, "/vendor/pusher.js", "/vendor/pusher.min.js.LICENSE.txt");

  private final Map<String, Answer> byPath;

  private PageFiles(Map<String, Answer> byPath) {
    this.byPath = Map.copyOf(byPath);
  }

  /**
   * Reads all files.
   *
   * @throws IOException if one of the page's own is missing; those of the vendor may be
   */
  static PageFiles read() throws IOException {
    Map<String, Answer> byPath = new HashMap<>();
    for (String name : NAMES) {
      byPath.put(
          name,
          find(name)
              .orElseThrow(
                  () -> new IOException("The page's file " + name + " is missing. Build again.")));
    }
    for (String name : VENDOR_NAMES) {
      Optional<Answer> file = find(name);
      if (file.isPresent()) {
        byPath.put(name, file.get());
      }
    }
    byPath.put("/", byPath.get("/index.html"));
    return new PageFiles(byPath);
  }

  /** The file at that path. */
  Optional<Answer> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** Whether pusher-js was there when this was built. */
  boolean hasPusherJs() {
    return byPath.containsKey(PUSHER_JS);
  }

  private static Optional<Answer> find(String name) throws IOException {
    try (InputStream in = PageFiles.class.getResourceAsStream(name.substring(1))) {
      return in == null
          ? Optional.empty()
          : Optional.of(new Answer(Answer.OK, contentType(name), in.readAllBytes()));
    }
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/plain; charset=utf-8";
    };
  }
}
