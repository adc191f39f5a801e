package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.belfry.e2e.DemoScene.DONE;
import static io.belfry.e2e.DemoScene.NOW;
import static io.belfry.e2e.DemoScene.at;
import static io.belfry.e2e.DemoScene.rows;
import static io.belfry.e2e.DemoScene.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The demo page when its connection, its server or its own files are not there. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DemoPageLossTest {
  @TempDir private Path dataDir;
  @TempDir private Path otherDataDir;
  private DemoScene demo;

  @BeforeEach
  void start(Chromium chromium) throws Exception {
    demo = DemoScene.start(chromium, dataDir);
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  @Test
  void givenASocketThatIsDestroyed_thePageSaysSoAndComesBack() {
    try (CuttableProxy proxy = CuttableProxy.to(demo.dev().port())) {
      demo.leadTo(proxy.port());
      Page page = demo.signedIn("ada");
      String socketId = at(page, "socket-id").textContent();
      proxy.cut();

      assertThat(rows(page, "closed 1006")).hasCount(1);
      assertThat(at(page, "socket-id")).not().hasText(socketId);
      assertThat(at(page, "connection-state")).hasText("signed in as Ada");
      assertThat(at(page, "socket-id")).not().hasText(socketId);
      assertThat(at(page, "subscribed")).containsText("private-orders");
      assertThat(at(page, "why")).isHidden();
    }
  }

  @Test
  void givenAServerThatIsKilledAndStartedAgain_thePageIsSignedInAgain() throws Exception {
    Page page = demo.signedIn("ada");
    demo.dev().kill();
    assertThat(at(page, "connection-state")).hasText("reconnecting");
    assertThat(at(page, "why")).containsText("The connection was lost (1006).");
    assertThat(at(page, "socket-id")).isEmpty();
    assertThat(at(page, "signin")).hasText("Reconnecting");
    assertThat(at(page, "step-connect")).hasClass(NOW);
    demo.restart();

    assertThat(at(page, "connection-state")).hasText("signed in as Ada");
    assertThat(at(page, "why")).isHidden();
    at(page, "send-user-id").selectOption("ada");
    at(page, "send-user-go").click();
    assertThat(at(page, "send-user-result")).containsText("Reached 1 connection of Ada");
  }

  @Test
  void givenAServerThatIsStartedAgainWithAnotherApp_thePageSaysToLoadItAgain() throws Exception {
    Page page = demo.signedIn("ada");
    String key = at(page, "app-key").textContent();
    demo.dev().kill();
    demo.restart(otherDataDir);

    assertThat(at(page, "why"))
        .hasText(
            "No app has the key "
                + key
                + " (4001). The server was started anew with another app. Load this page again.");
    assertThat(at(page, "connection-state")).hasText("disconnected");
    assertThat(rows(page, "closed 4001")).hasCount(1);
    at(page, "load-again").click();
    assertThat(at(page, "app-key")).not().hasText(key);
    signIn(page);
  }

  @Test
  void givenAServerThatStops_theLossIsOneRow() {
    Page page = demo.signedIn("ada");
    demo.dev().stop();

    assertThat(rows(page, "closed 4200")).hasCount(1);
    assertThat(rows(page, "pusher:error 4200")).hasCount(0);
    assertThat(rows(page, "connection lost")).hasCount(0);
    assertThat(at(page, "connection-state")).hasText("reconnecting");
  }

  @Test
  void givenALossThatLasts_theSecondsRunAndAttemptsCanBeHadAtOnce() {
    try (CuttableProxy proxy = CuttableProxy.to(demo.dev().port());
        ScriptedServer silent = ScriptedServer.start()) {
      demo.leadTo(proxy.port());
      Page page = signIn(demo.openWithClock("?user=ada"));
      proxy.leadTo(silent.port());
      proxy.cut();
      assertThat(at(page, "why")).containsText("The connection was lost (1006).");
      page.clock().runFor(1_000);
      assertThat(at(page, "why")).containsText("Trying again now");
      page.clock().runFor(4_000);
      assertThat(at(page, "waiting-for")).hasText(Pattern.compile(", for \\d+ s\\."));
      at(page, "try-now").focus();
      page.clock().runFor(11_000);
      assertThat(at(page, "why"))
          .containsText("Belfry does not answer. Look whether belfry dev still runs. Still trying");
      assertThat(at(page, "try-now")).isFocused();
      proxy.leadTo(demo.dev().port());
      page.keyboard().press("Enter");

      assertThat(at(page, "connection-state")).hasText("signed in as Ada");
      assertThat(at(page, "signin")).isFocused();
    }
  }

  @Test
  void givenAServerThatTakesAConnectionAndIsSilent_thePageSaysSo() {
    try (ScriptedServer silent = ScriptedServer.start()) {
      demo.leadTo(silent.port());
      Page page = demo.openWithClock("?user=ada");
      at(page, "signin").click();
      assertThat(at(page, "signin")).hasText("Signing in");
      assertThat(at(page, "signin")).isDisabled();
      assertThat(at(page, "step-connect")).hasClass(NOW);
      assertThat(at(page, "connection-state")).hasText("connecting");
      page.clock().runFor(5_000);

      assertThat(at(page, "why")).containsText("Belfry has not answered for 5 s.");
      page.clock().runFor(6_000);
      assertThat(at(page, "why")).containsText("Belfry does not answer.");
      assertThat(at(page, "disconnect")).isVisible();
    }
  }

  @Test
  void givenAServerThatIsStoppedWhileSignedIn_thePingTells() {
    try (ScriptedServer stopped = ScriptedServer.start()) {
      demo.leadTo(stopped.port());
      Page page = demo.openWithClock("?user=ada");
      at(page, "signin").click();
      ServerSide side = stopped.accept();
      side.greet("1.1", 120);
      assertThat(at(page, "step-endpoint")).hasClass(DONE);
      page.clock().runFor(5_000);
      assertThat(at(page, "why"))
          .containsText("Belfry has not answered for 5 s. It has the token.");
      page.clock().runFor(150_000);

      assertThat(at(page, "connection-state")).hasText("reconnecting");
      assertThat(at(page, "why")).containsText("The connection was lost.");
      assertThat(rows(page, "connection lost")).hasCount(1);
    }
  }

  @Test
  void givenAFileThatDoesNotArrive_thePageSaysThatItCouldNotStart() {
    Page page = demo.browser().newPage();
    page.route("**/signin.js", route -> route.abort());
    page.navigate(demo.dev().page().toString());

    assertThat(at(page, "broken")).containsText("The page could not start");
  }

  @Test
  void givenFilesThatAreSlow_thePageSaysThatItLoads() {
    Page page = demo.browser().newPage();
    page.route("**/demo/config.json", route -> {});
    page.navigate(demo.dev().page().toString());

    assertThat(at(page, "signin")).hasText("Loading");
    assertThat(at(page, "signin")).isDisabled();
    assertThat(at(page, "step-connect")).containsText("Browser connects");
    Object height = page.evaluate("document.querySelector('#rope').offsetHeight");
    page.unroute("**/demo/config.json");
    demo.load(page, "");
    assertThat(page.evaluate("document.querySelector('#rope').offsetHeight")).isEqualTo(height);
  }
}
