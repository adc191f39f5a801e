package io.belfry.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system's Chromium, driven by Playwright. {@code BELFRY_CHROMIUM} names its program; without
 * it the PATH is searched. There is no way to go without: a missing browser fails the test.
 *
 * <p>Thread: confined to the thread that started it.
 */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> QUIET =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;
  private final Deque<Page> spare = new ArrayDeque<>();

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts the browser without a window. */
  static Chromium start() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Chromium(playwright, playwright.chromium().launch(options()));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /** The running browser; each tab that shall be a user of its own takes its own context. */
  Browser browser() {
    return browser;
  }

  /** A page that shares nothing with the pages that are in use. */
  Page takePage() {
    // Certificates of tests are signed by nobody.
    return spare.isEmpty()
        ? browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true)).newPage()
        : spare.pop();
  }

  /**
   * Takes a page back for a later test: a new page costs more than most tests. It loses its cookies
   * here; what else it stored belongs to the origin of its test, whose port does not come again.
   */
  void giveBack(Page page) {
    page.context().clearCookies();
    page.navigate("about:blank");
    spare.push(page);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  // The sandbox wants rights that a container seldom has; the tests load their own pages only.
  private static BrowserType.LaunchOptions options() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(program())
        .setHeadless(true)
        .setChromiumSandbox(false)
        .setArgs(QUIET);
  }

  private static Path program() {
    return Optional.ofNullable(System.getenv("BELFRY_CHROMIUM"))
        .map(Path::of)
        .or(Chromium::onPath)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "There is no Chromium on the PATH. Install the package chromium, or let"
                        + " BELFRY_CHROMIUM name its program."));
  }

  private static Optional<Path> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":"))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
