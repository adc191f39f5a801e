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
  private static final String WORKER = "/worker/";

  /** The usual build of pusher-js. */
  static List<PageScript> pusherJs() {
    return List.of(resource(VENDOR, "pusher.min.js"), resource("", "tab.js"));
  }

  /** The build of pusher-js that deciphers. */
  static List<PageScript> pusherJsWithEncryption() {
    return List.of(resource(VENDOR, "pusher-with-encryption.min.js"), resource("", "tab.js"));
  }

  /** Counts numbered events. */
  static PageScript tally() {
    return resource("", "tally.js");
  }

  /** What pusher-js loads by itself when it falls back to SockJS; no page names it. */
  static PageScript sockJs() {
    return resource(VENDOR, "sockjs.min.js");
  }

  /** Laravel Echo, which uses pusher-js. */
  static List<PageScript> laravelEcho() {
    return List.of(
        resource(VENDOR, "pusher-with-encryption.min.js"),
        installed("laravel-echo", "laravel-echo", "echo.iife.js"),
        resource("", "tab.js"),
        resource("", "echo.js"));
  }

  /** A build of pusher-js for web pages, of a version in {@code e2e/sdk/pusher-js-builds}. */
  static List<PageScript> pusherJsWeb(String version) {
    return List.of(build(version, "web/pusher.js"), resource("", "tab.js"));
  }

  /** The build for React Native, with stand-ins for what only a phone has. */
  static List<PageScript> pusherJsReactNative(String version) {
    return List.of(
        resource("", "phone.js"),
        build(version, "react-native/pusher.js"),
        resource("", "phone-end.js"),
        resource("", "tab.js"));
  }

  /** The build for workers, and a page that leaves everything to its worker. */
  static List<PageScript> pusherJsWorker(String version) {
    return List.of(
        resource("", "worker-tab.js"),
        resource("", "worker.js").inWorker(),
        resource("", "tab.js").inWorker(),
        build(version, "worker/pusher.worker.js").inWorker());
  }

  /** How the page loads it; what a worker loads by itself, the page does not. */
  String tag() {
    return path.startsWith(WORKER) ? "" : "<script src=\"" + path + "\"></script>";
  }

  private PageScript inWorker() {
    return new PageScript(WORKER + path.substring(path.lastIndexOf('/') + 1), text);
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

  private static PageScript build(String version, String name) {
    return installed("pusher-js-builds", "pusher-js-" + version, name);
  }

  private static PageScript installed(String sdk, String npmPackage, String name) {
    SdkFolder folder = SdkFolder.install(sdk);
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
