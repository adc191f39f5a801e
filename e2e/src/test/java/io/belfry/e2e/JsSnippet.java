package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lines of JavaScript that people copy.
 *
 * <p>Thread: immutable.
 *
 * @param place where they stand
 * @param text the lines
 */
record JsSnippet(String place, String text) {
  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));
  private static final Pattern FENCED =
      Pattern.compile(
          "^```(?:js|javascript|html)\\b.*?\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern SCRIPT =
      Pattern.compile("<script type=\"module\">(.*?)</script>", Pattern.DOTALL);
  private static final String STARTER =
      "globalThis.belfry = { options: (own) => own };"
          + " document.body.append(document.createElement('button'));\n";
  private static final Pattern OF_A_SERVER =
      Pattern.compile("appId|from \"pusher\"|require\\(\"pusher\"\\)|app\\.(post|get)\\(");

  /** Those of the README and of the guide. */
  static List<JsSnippet> ofThePages() {
    try (Stream<Path> guide = Files.walk(ROOT.resolve("docs/guide"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), guide.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .flatMap(JsSnippet::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the demo page shows below an action for the browser. */
  static JsSnippet ofDemo(Page page, String code) {
    Locator lines = page.locator("#" + code + " pre[data-where='In the browser']");
    return new JsSnippet(code, lines.textContent());
  }

  private static Stream<JsSnippet> of(Path file) {
    try {
      String page = Files.readString(file);
      return FENCED
          .matcher(page)
          .results()
          .map(
              found ->
                  new JsSnippet(
                      file.getFileName()
                          + " line "
                          + page.substring(0, found.start()).lines().count(),
                      found.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether they run in Node.js beside the application, where pusher-js has no part. */
  boolean isOfAServer() {
    return OF_A_SERVER.matcher(text).find();
  }

  /** Whether they make a client, and so say where it connects to. */
  boolean makesAClient() {
    return text.contains("new Pusher(");
  }

  /** Whether they are members of the options of a client. */
  boolean isOption() {
    return text.startsWith("userAuthentication:") || text.startsWith("channelAuthorization:");
  }

  /** Whether they are a whole page, which loads pusher-js and the script of the starter. */
  boolean isPage() {
    return text.startsWith("<!doctype html>");
  }

  /**
   * Imports take another form within a script that a test runs; of a page it is the script, behind
   * what else the page has.
   */
  String body() {
    if (isPage()) {
      Matcher script = SCRIPT.matcher(text);
      assertThat(script.find()).as("a script in %s", place).isTrue();
      return STARTER + script.group(1);
    }
    return text.replaceAll("(?m)^import .*$", "");
  }

  @Override
  public String toString() {
    return place;
  }
}
