package io.belfry.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/**
 * A script of the page that tests open.
 *
 * <p>Thread: immutable.
 *
 * @param path where the application serves it
 * @param text its source
 */
record PageScript(String path, String text) {
  private static final String VENDOR = "/io/belfry/cli/demo/vendor/";

  /** The usual build of pusher-js. */
  static List<PageScript> pusherJs() {
    return List.of(resource(VENDOR, "pusher.min.js"), resource("", "tab.js"));
  }

  /** The build of pusher-js that deciphers. */
  static List<PageScript> pusherJsWithEncryption() {
    return List.of(resource(VENDOR, "pusher-with-encryption.min.js"), resource("", "tab.js"));
  }

  /** What pusher-js loads by itself when it falls back to SockJS; no page names it. */
  static PageScript sockJs() {
    return resource(VENDOR, "sockjs.min.js");
  }

  /** Laravel Echo, which uses pusher-js. */
  static List<PageScript> laravelEcho() {
    return List.of(
        resource(VENDOR, "pusher-with-encryption.min.js"),
        installed("laravel-echo", "echo.iife.js"),
        resource("", "tab.js"),
        resource("", "echo.js"));
  }

  String tag() {
    return "<script src=\"" + path + "\"></script>";
  }

  AuthEndpoint.Reply reply() {
    return new AuthEndpoint.Reply(200, "text/javascript; charset=utf-8", text);
  }

  private static PageScript resource(String folder, String name) {
    try (InputStream in = PageScript.class.getResourceAsStream(folder + name)) {
      if (in == null) {
        throw new AssertionError(name + " is not on the class path. Build module cli with npm.");
      }
      return new PageScript("/" + name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PageScript installed(String npmPackage, String name) {
    SdkFolder folder = SdkFolder.install(npmPackage);
    try {
      return new PageScript(
          "/" + name,
          Files.readString(
              folder.path().resolve("node_modules").resolve(npmPackage).resolve("dist/" + name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
