package io.belfry.spring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.testkit.RecordingClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.session.SessionRegistry;

/** Users of running sessions, at the server inside of their application. */
class SessionSigninTest {
  private static final String OWN_PAGE = "belfry.embedded.allowed-origins=localhost";
  private static final String REFUSED = "Missing parameter: data.auth";

  private static ConfigurableApplicationContext application;
  private static Pusher backend;

  @BeforeAll
  static void start() {
    application = ShopApplication.start(OWN_PAGE);
    backend = application.getBean(Pusher.class);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  @Tag("HTTP-240")
  @Tag("HTTP-243")
  void givenSomebodyLoggedIn_theConnectionIsSignedInWithoutAnEndpoint() {
    Browser browser = new Browser(application).logIn("ada");
    try (RecordingClient page = browser.connect()) {
      page.send(Browser.EMPTY_SIGN_IN);

      assertThat(page.next())
          .contains("pusher:signin_success")
          .contains("\\\"name\\\\\\\":\\\\\\\"ada\\\\\\\"")
          .doesNotContain(browser.cookie("JSESSIONID"));
      backend.sendToUser("ada", "greeting", "\"hello\"");
      assertThat(page.next()).contains("greeting").contains("#server-to-user-ada");
    }
  }

  @Test
  @Tag("HTTP-243")
  void givenAStranger_nobodyIsSignedIn() {
    Browser stranger = new Browser(application);
    stranger.get("/login"); // which has a session too, in which nobody is logged in

    refuses(stranger.connect());
    refuses(stranger.connect("Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF"));
    refuses(stranger.connect());
  }

  @Test
  @Tag("HTTP-244")
  void givenASessionWhoseIdHasChanged_onlyTheNewOneSignsIn_andItsEndEndsThoseOfBefore() {
    Browser ada = new Browser(application).logIn("ada");
    String oldCookies = ada.cookies();
    RecordingClient before = ada.signIn("ada");

    ada.get("/change");

    assertThat(ada.cookies()).isNotEqualTo(oldCookies);
    refuses(ada.connect("Cookie: " + oldCookies));
    RecordingClient after = ada.signIn("ada");
    ada.logOut();
    assertThat(before.next()).contains("4009");
    assertThat(after.next()).contains("4009");
  }

  @Test
  @Tag("HTTP-244")
  @Tag("HTTP-246")
  void givenALogOut_theConnectionsOfThatSessionEndAndNoOthers() {
    Browser laptop = new Browser(application).logIn("bob");
    Browser phone = new Browser(application).logIn("bob");
    try (RecordingClient left = laptop.signIn("bob");
        RecordingClient right = laptop.signIn("bob");
        RecordingClient other = phone.signIn("bob")) {
      String cookies = laptop.cookies();

      laptop.logOut();

      assertThat(left.next()).contains("4009");
      assertThat(right.next()).contains("4009");
      refuses(laptop.connect("Cookie: " + cookies));
      backend.sendToUser("bob", "mark", "1");
      assertThat(other.next()).contains("mark");
    }
  }

  @Test
  @Tag("HTTP-244")
  void givenASessionThatHasEnded_itSignsNobodyInAndItsConnectionsEnd() {
    Browser ada = new Browser(application).logIn("ada");
    String cookies = ada.cookies();
    RecordingClient page = ada.signIn("ada");

    ada.get("/expire");

    assertThat(page.next()).contains("4009");
    refuses(ada.connect("Cookie: " + cookies));
  }

  @Test
  @Tag("HTTP-244")
  void givenASessionThatTheApplicationHasEnded_itSignsNobodyInThoughTheContainerHasItYet() {
    Browser ada = new Browser(application).logIn("ada");
    SessionRegistry registry = application.getBean(SessionRegistry.class);

    registry.getSessionInformation(ada.cookie("JSESSIONID")).expireNow();

    refuses(ada.connect());
  }

  @Test
  @Tag("HTTP-244")
  void givenASessionThatWasKeptOverARestart_itIsFoundFromItsNextRequestOn(@TempDir Path folder) {
    String[] kept = {
      OWN_PAGE,
      "server.servlet.session.persistent=true",
      "server.servlet.session.store-dir=" + folder
    };
    Browser before;
    try (ConfigurableApplicationContext first = ShopApplication.start(kept)) {
      before = new Browser(first).logIn("ada");
    }
    try (ConfigurableApplicationContext second = ShopApplication.start(kept)) {
      Browser after = new Browser(second).withCookiesOf(before);
      refuses(after.connect());

      after.get("/");

      after.signIn("ada").close();
    }
  }

  @Test
  @Tag("HTTP-246")
  void givenASession_theServerKnowsItByANameThatIsNotTheCookie() {
    Browser ada = new Browser(application).logIn("ada");
    ada.signIn("ada");
    ada.signIn("ada");

    assertThat(
            backend.users().sessions("ada").sessions().stream()
                .map(session -> session.session().orElse("none"))
                .distinct())
        .isNotEmpty()
        .doesNotContain("none", ada.cookie("JSESSIONID"));
  }

  @Test
  @Tag("HTTP-245")
  void givenChannels_theAuthorizersDecideForWhoIsSignedIn() {
    Browser ada = new Browser(application).logIn("ada");
    try (RecordingClient page = ada.connect()) {
      assertThat(subscribe(page, "private-orders-ada")).contains("Sign in before");

      page.send(Browser.EMPTY_SIGN_IN);
      assertThat(page.next()).contains("pusher:signin_success");

      assertThat(subscribe(page, "private-orders-ada")).contains("subscription_succeeded");
      assertThat(subscribe(page, "private-orders-bob")).contains("does not let this user join");
      assertThat(subscribe(page, "private-unknown")).contains("does not let this user join");
      assertThat(subscribe(page, "presence-lobby"))
          .contains("subscription_succeeded")
          .contains("\\\"ada\\\"");
      assertThat(subscribe(page, "attic")).contains("Nobody goes up there");
    }
  }

  private static String subscribe(RecordingClient page, String channel) {
    page.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\""
            + channel
            + "\"}}");
    String answer = page.next();
    // The refusal is told twice, with and without its channel.
    return answer.contains("pusher:error") || answer.contains("subscription_error")
        ? answer + page.next()
        : answer;
  }

  private static void refuses(RecordingClient client) {
    try (client) {
      client.send(Browser.EMPTY_SIGN_IN);
      assertThat(client.next()).contains("4009").contains(REFUSED);
    }
  }
}
