package io.belfry.spring.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.ApiException;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.hook.Hooks;
import io.belfry.spring.BelfryEndpoint;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

/** The server inside, from its start to its end. */
class EmbeddedServerTest {
  private static final String UPGRADE =
      """
      GET /app/app-key?protocol=7 HTTP/1.1
      Host: localhost
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

      """
          .replace("\n", "\r\n");

  @Test
  @Tag("HTTP-240")
  void givenAnApplicationWithoutPropertiesOfAnApp_itsBeansAreOfTheServerInside() {
    try (ConfigurableApplicationContext application = ShopApplication.start()) {
      BelfryEndpoint inside = application.getBean(BelfryEndpoint.class);

      assertThat(application.getBean(Pusher.class).queries().connections()).isZero();
      assertThat(inside.port()).isPositive();
      assertThat(inside.key()).isEqualTo("app-key");
      assertThat(application.getEnvironment().getProperty("local.belfry.port", Integer.class))
          .isEqualTo(inside.port());
      assertThat(application.getBean(EmbeddedApp.class).secret())
          .hasSizeGreaterThan(40)
          .satisfies(secret -> assertThat(inside.toString()).doesNotContain(secret))
          .satisfies(
              secret ->
                  assertThat(application.getBean(EmbeddedApp.class).toString())
                      .doesNotContain(secret));
    }
  }

  @Test
  @Tag("HTTP-241")
  void givenAListenerOfTheApplication_itHearsWhatHappens() throws InterruptedException {
    try (ConfigurableApplicationContext application = ShopApplication.start();
        RecordingClient client = new Browser(application).connect()) {
      client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
      assertThat(client.next()).contains("subscription_succeeded");

      assertThat(
              application.getBean(ShopApplication.Heard.class).occupied.poll(20, TimeUnit.SECONDS))
          .isEqualTo("news");
    }
  }

  @Test
  @Tag("HTTP-243")
  void givenAPageOfAnotherSite_itsVisitorIsSignedInByTheCookieOnlyWhereTheOriginIsNamed() {
    try (ConfigurableApplicationContext open = ShopApplication.start()) {
      assertThat(signInFrom(open, "https://evil.example"))
          .contains("Pages of this origin need a token");
      assertThat(signInFrom(open, "http://localhost")).contains("pusher:signin_success");
    }
    try (ConfigurableApplicationContext named =
        ShopApplication.start("belfry.embedded.allowed-origins=https://friend.example")) {
      assertThat(signInFrom(named, "https://friend.example")).contains("pusher:signin_success");
    }
  }

  private static String signInFrom(ConfigurableApplicationContext application, String origin) {
    Browser ada = new Browser(application).logIn("ada");
    try (RecordingClient page = ada.connect("Cookie: " + ada.cookies(), "Origin: " + origin)) {
      page.send(Browser.EMPTY_SIGN_IN);
      return page.next();
    }
  }

  @Test
  @Tag("HTTP-242")
  void givenAClientThatComesBeforeTheContextIsReady_itWaits() {
    CountDownLatch isAsked = new CountDownLatch(1);
    EmbeddedHooks hooks =
        new EmbeddedHooks(
            () -> {
              isAsked.countDown();
              return new EmbeddedHooks.Asked(Hooks.NONE, Hooks.NONE);
            });
    EmbeddedProperties properties =
        new EmbeddedProperties(true, 0, "127.0.0.1", List.of(), false, null);
    EmbeddedApp app = new EmbeddedApp("1", "app-key", "the-secret-of-the-app", List.of());
    BelfryServer.Builder parts =
        BelfryServer.builder().config(EmbeddedConfig.of(properties, app, List.of()));
    try (EmbeddedServer server = new EmbeddedServer(parts, hooks, properties);
        RecordingClient early = RecordingClient.open(server.port())) {
      early.sendBytes(UPGRADE.getBytes(StandardCharsets.UTF_8));
      assertThat(isAsked.getCount()).isOne();

      server.start();

      early.readHead();
      assertThat(early.next()).contains("connection_established");
      server.stop();
      assertThatThrownBy(server::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot start again");
    }
  }

  @Test
  @Tag("HTTP-242")
  void givenAContextThatCloses_clientsAreSentAwayAndNotReset() {
    ConfigurableApplicationContext application = ShopApplication.start();
    RecordingClient client = new Browser(application).connect();

    application.close();

    assertThat(client.next()).contains("4100");
    assertThat(client.nextClose()).isNotNull();
  }

  @Test
  @Tag("HTTP-242")
  void givenAServerThatCannotGoOn_theContextEnds() throws Exception {
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      CompletableFuture<String> closed = new CompletableFuture<>();
      context.addApplicationListener(
          event -> {
            if (event instanceof ContextClosedEvent) {
              closed.complete("closed");
            }
          });
      context.refresh();
      CompletableFuture<String> broken = new CompletableFuture<>();
      new Breakdown(context).watch(broken);

      broken.complete("An event loop is lost.");

      assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo("closed");
    }
  }

  @Test
  @Tag("HTTP-247")
  void givenTwoApplicationsInOneProcess_theyKnowNothingOfEachOther() {
    String ownPage = "belfry.embedded.allowed-origins=localhost";
    try (ConfigurableApplicationContext one = ShopApplication.start(ownPage);
        ConfigurableApplicationContext two = ShopApplication.start()) {
      Browser ada = new Browser(one).logIn("ada");
      try (RecordingClient here = ada.signIn("ada");
          RecordingClient there = new Browser(two).connect("Cookie: " + ada.cookies())) {
        there.send(Browser.EMPTY_SIGN_IN);
        assertThat(there.next()).contains("4009");

        two.getBean(Pusher.class).sendToUser("ada", "elsewhere", "1");
        one.getBean(Pusher.class).sendToUser("ada", "here", "1");
        assertThat(here.next()).contains("here");
      }
      Pusher stranger =
          new Pusher(
              RestOptions.of(
                  two.getBean(BelfryEndpoint.class).url().toString(),
                  "1",
                  "app-key",
                  one.getBean(EmbeddedApp.class).secret()));
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> stranger.queries().connections()))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("signature");
    }
  }
}
