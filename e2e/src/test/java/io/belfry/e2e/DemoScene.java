package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A real {@code belfry dev} and tabs of its page in one browser. Closing it fails when a script of
 * a page had an error.
 *
 * <p>Thread: confined to the test's thread.
 */
final class DemoScene implements AutoCloseable {
  static final Pattern DONE = Pattern.compile("\\bdone\\b");
  static final Pattern NOW = Pattern.compile("\\bnow\\b");
  static final Pattern FAIL = Pattern.compile("\\bfail\\b");

  // What the browser itself says of answers and sockets that some tests want to fail.
  private static final List<String> ABOUT_THE_NETWORK =
      List.of(
          "Failed to load resource",
          "WebSocket connection to",
          "WebSocket is already in",
          "Access to XMLHttpRequest",
          "Refused to execute script",
          "Connecting to");
  private static final double PATIENCE_MILLIS = 30_000;

  static {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  private final Chromium chromium;
  private final Path dataDir;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private DevProcess dev;
  private BrowserContext browser;

  private DemoScene(Chromium chromium, Path dataDir, DevProcess dev) {
    this.chromium = chromium;
    this.dataDir = dataDir;
    this.dev = dev;
    this.browser = context(new Browser.NewContextOptions());
  }

  static DemoScene start(Chromium chromium, Path dataDir) throws Exception {
    return new DemoScene(chromium, dataDir, DevProcess.start(dataDir));
  }

  private BrowserContext context(Browser.NewContextOptions options) {
    BrowserContext made = chromium.browser().newContext(options);
    made.setDefaultTimeout(PATIENCE_MILLIS);
    made.onConsoleMessage(this::hear);
    made.onWebError(error -> complaints.add(error.error()));
    return made;
  }

  private void hear(ConsoleMessage message) {
    if (message.type().equals("error")
        && ABOUT_THE_NETWORK.stream().noneMatch(message.text()::startsWith)) {
      complaints.add(message.text());
    }
  }

  DevProcess dev() {
    return dev;
  }

  BrowserContext browser() {
    return browser;
  }

  Chromium chromium() {
    return chromium;
  }

  /** What scripts of the pages have complained of so far, for a test that provokes it. */
  List<String> complaints() {
    return complaints;
  }

  /** Starts the server again, on the ports that it had. */
  void restart() throws Exception {
    restart(dataDir);
  }

  /** The same with another folder, which is another app. */
  void restart(Path otherDataDir) throws Exception {
    dev = DevProcess.startAgain(dev, otherDataDir);
  }

  /** Has pages that are opened from now on connect to this port of the machine. */
  void leadTo(int port) {
    browser.close();
    // The page's policy names the port of its own server.
    browser = context(new Browser.NewContextOptions().setBypassCSP(true));
    browser.route("**/demo/config.json", route -> withPort(route, port));
  }

  private static void withPort(Route route, int port) {
    String config = route.fetch().text();
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody(config.replaceFirst("\"wsPort\":\\d+", "\"wsPort\":" + port)));
  }

  /** Closes all pages, none of which may have had an error. */
  void newBrowser() {
    browser.close();
    browser = context(new Browser.NewContextOptions());
    List<String> ofTheseTests = List.copyOf(complaints);
    complaints.clear();
    assertThat(ofTheseTests).as("errors of the pages' scripts").isEmpty();
  }

  Page open(String query) {
    return load(browser.newPage(), query);
  }

  /** The same with time in the test's hands; it goes on until it is moved. */
  Page openWithClock(String query) {
    Page page = browser.newPage();
    page.clock().install();
    return load(page, query);
  }

  Page load(Page page, String query) {
    page.navigate(dev.page() + query);
    assertThat(page.locator("html")).hasAttribute("data-ready", "true");
    return page;
  }

  Page signedIn(String user) {
    return signIn(open("?user=" + user));
  }

  static Page signIn(Page page) {
    at(page, "signin").click();
    assertThat(at(page, "step-signed-in")).hasClass(DONE);
    return page;
  }

  static Locator at(Page page, String name) {
    return page.locator("[data-test=" + name + "]");
  }

  static Locator rows(Page page, String name) {
    return page.locator("[data-test=log-row][data-name='" + name + "']");
  }

  @Override
  public void close() {
    browser.close();
    dev.close();
    assertThat(complaints).as("errors of the pages' scripts").isEmpty();
  }
}
