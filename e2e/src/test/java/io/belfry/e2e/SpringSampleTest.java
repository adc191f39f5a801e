package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sample application of the Spring Boot starter, as its users see it. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class SpringSampleTest {
  private static final double PATIENCE_MILLIS = 30_000;

  @Test
  @Tag("HTTP-224")
  @Tag("HTTP-229")
  void givenAUser_sheSignsInHearsOfHerOrder_andIsGoneWhenSheLogsOutElsewhere(Chromium chromium)
      throws Exception {
    try (Belfry belfry = Belfry.start();
        SpringSample shop = SpringSample.start(belfry.account());
        BrowserContext browser = chromium.browser().newContext()) {
      Page page = loggedIn(browser, shop);
      at(page, "ship").click();
      has(at(page, "log"), "order 7 is on its way");

      Page other = browser.newPage();
      other.navigate(shop.url("/"));
      has(at(other, "user"), "ada");
      at(other, "logout").click();

      has(at(page, "log"), "4009");
      has(at(page, "state"), "disconnected");
      other.waitForURL("**/login");
      assertThat(page.evaluate("fetch('pusher/csrf').then((answer) => answer.status)"))
          .isEqualTo(403);
      // pusher-js is in its last state, out of which nothing but a call of connect leads.
      has(at(page, "state"), "disconnected");
    }
  }

  @Test
  @Tag("HTTP-229")
  @Tag("HTTP-243")
  @Tag("HTTP-246")
  void givenAServerInside_sheSignsInByHerSession_andItsEndLeavesHerOtherDevice(Chromium chromium)
      throws Exception {
    try (SpringSample shop = SpringSample.startWithServerInside();
        BrowserContext laptop = chromium.browser().newContext();
        BrowserContext phone = chromium.browser().newContext()) {
      Page page = loggedIn(laptop, shop);
      Page other = loggedIn(phone, shop);

      at(other, "ship").click();
      has(at(page, "log"), "order 7 is on its way");
      at(page, "logout").click();
      page.waitForURL("**/login");

      at(other, "ship").click();
      assertThat(other.getByText("order 7 is on its way")).hasCount(2);
      has(at(other, "state"), "connected");
    }
  }

  private static Page loggedIn(BrowserContext browser, SpringSample shop) {
    browser.setDefaultTimeout(PATIENCE_MILLIS);
    Page page = browser.newPage();
    page.navigate(shop.url("/"));
    page.fill("[name=username]", "ada");
    page.fill("[name=password]", "ada");
    page.click("[type=submit]");
    has(at(page, "user"), "ada");
    has(at(page, "log"), "hears of orders");
    return page;
  }

  private static Locator at(Page page, String name) {
    return page.locator("[data-test=" + name + "]");
  }

  private static void has(Locator place, String text) {
    assertThat(place)
        .containsText(
            text,
            new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                .setTimeout(PATIENCE_MILLIS));
  }
}
