package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.UserId;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.hook.Identification.DescribedUser;
import io.belfry.server.hook.Identification.KnownUser;
import io.belfry.server.hook.Identification.RefusedUser;
import io.belfry.server.hook.Identification.UnknownUser;
import io.belfry.testkit.RecordingClient;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application that knows its users by what their browsers send, without a token. */
class SigninWithoutTokenTest {
  /** What pusher-js 8.6.0 sends when its customHandler calls back with an empty auth. */
  private static final String EMPTY =
      "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\",\"user_data\":\"{}\"}}";

  private static final String TOKEN_MISSING = error(4009, "Missing parameter: data.auth");
  private static final String FOREIGN =
      error(4009, "Pages of this origin need a token for this: allowed_origins does not name it");

  private final BlockingQueue<WithoutToken> asked = new LinkedBlockingQueue<>();

  private TestServer server(Function<WithoutToken, Identification> users, String... settings) {
    BlockingHooks hooks =
        new BlockingHooks() {
          @Override
          public Identification user(WithoutToken facts) {
            asked.add(facts);
            return users.apply(facts);
          }
        };
    return TestServer.withParts(
        2, parts -> parts.hooks(hooks).keepHeaders("Cookie", "X-Device"), settings);
  }

  /** Knows whoever has a session. */
  private static Identification bySession(WithoutToken facts) {
    return facts
        .arrival()
        .cookie("session")
        .<Identification>map(id -> new KnownUser(id))
        .orElseGet(UnknownUser::new);
  }

  private static RecordingClient open(TestServer server, String... lines) {
    RecordingClient client = server.open("/app/app-key?protocol=7&client=js", lines);
    assertThat(client.next()).contains("connection_established");
    return client;
  }

  private static String success(String userData) {
    return "{\"event\":\"pusher:signin_success\",\"data\":"
        + quoted("{\"user_data\":" + quoted(userData) + "}")
        + "}";
  }

  @Test
  @Tag("WS-131")
  void givenACookieThatTheHookKnows_itsUserIsSignedInAndGetsWhatIsSentToThem() {
    try (TestServer server = server(SigninWithoutTokenTest::bySession)) {
      RecordingClient client = open(server, "Cookie: theme=dark; session=ada");
      client.send(EMPTY);

      assertThat(client.next()).isEqualTo(success("{\"id\":\"ada\"}"));
      server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"1\"}");
      assertThat(client.next()).contains("#server-to-user-ada");
      Hooks.WithoutToken facts = asked.remove();
      assertThat(facts.appId()).isEqualTo("1");
      assertThat(facts.user()).isNull();
      assertThat(facts.arrival().transport()).isEqualTo(ClientTransport.WEBSOCKET);
      assertThat(facts.arrival().address()).isEqualTo(InetAddress.getLoopbackAddress());
      assertThat(facts.arrival().isEncrypted()).isFalse();
    }
  }

  @Test
  @Tag("WS-131")
  void givenWhatIsKnownOfTheUser_itReachesPresenceAndWatchlist() {
    KnownUser ada =
        new KnownUser(new UserId("ada"), "{\"name\":\"Ada\"}", List.of(new UserId("bob")));
    try (TestServer server = server(facts -> ada, "watchlist: {enabled: true}")) {
      RecordingClient client = open(server);
      client.send(EMPTY);

      assertThat(client.next())
          .isEqualTo(
              success("{\"id\":\"ada\",\"user_info\":{\"name\":\"Ada\"},\"watchlist\":[\"bob\"]}"));
      assertThat(client.next()).contains("watchlist_events").contains("offline").contains("bob");
    }
  }

  @Test
  @Tag("WS-131")
  void givenATextAboutTheUser_itCountsAsOneThatWasSigned() {
    String text = "{\"id\":\"ada\",\"session\":\"web-51\",\"device\":\"phone\"}";
    try (TestServer server = server(facts -> new DescribedUser(text))) {
      RecordingClient client = open(server);
      client.send(EMPTY);

      assertThat(client.next()).isEqualTo(success(text));
    }
    assertThatThrownBy(() -> new DescribedUser("ada"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the text of a JSON object");
  }

  @Test
  @Tag("WS-131")
  void givenNobodyThatTheHookKnows_itIsRefusedAsASignInWithoutATokenAlwaysIs() {
    try (TestServer server = server(SigninWithoutTokenTest::bySession);
        TestServer without = TestServer.start()) {
      RecordingClient client = open(server);
      client.send(EMPTY);
      assertThat(client.next()).isEqualTo(TOKEN_MISSING);

      TestConnection other = without.connect();
      other.send(EMPTY);
      assertThat(other.next()).isEqualTo(TOKEN_MISSING);
      other.hasNothing();
    }
  }

  @Test
  @Tag("WS-131")
  void givenAHookThatRefuses_theClientHearsItsWordsAndTheConnectionStays() {
    try (TestServer server = server(facts -> new RefusedUser("Your session is over"))) {
      TestConnection ada = server.connect();
      ada.send(EMPTY);
      assertThat(ada.next()).isEqualTo(error(4009, "Your session is over"));
      ada.signin("{\"id\":\"ada\"}");
      assertThat(ada.next()).contains("pusher:signin_success");
    }
  }

  @Test
  @Tag("WS-131")
  void givenAHookThatHangs_itIsRefusedForNow() throws Exception {
    BlockingQueue<Thread> hung = new LinkedBlockingQueue<>();
    BlockingHooks hooks =
        new BlockingHooks() {
          @Override
          public Identification user(WithoutToken facts) throws Exception {
            hung.add(Thread.currentThread());
            new LinkedBlockingQueue<String>().take();
            return new UnknownUser();
          }
        };
    try (TestServer server =
        TestServer.withParts(2, parts -> parts.hooks(hooks).hookTime(Duration.ofMillis(100)))) {
      TestConnection ada = server.connect();
      ada.send(EMPTY);
      assertThat(ada.next()).contains("4309");
      hung.take().join();
      ada.hasNothing();
    }
  }

  @ParameterizedTest
  @Tag("WS-131")
  @CsvSource({
    "max_user_id_length: 3, user_data must contain a non-empty string id",
    "max_user_data_bytes: 10, user_data too large"
  })
  void givenDataBeyondALimit_itIsRefusedLikeSignedData(String limit, String words) {
    try (TestServer server =
        server(facts -> new KnownUser("ada-lovelace"), "limits: {" + limit + "}")) {
      TestConnection ada = server.connect();
      ada.send(EMPTY);
      assertThat(ada.next()).isEqualTo(error(4009, words));
    }
  }

  @Test
  @Tag("WS-131")
  @Tag("WS-039")
  void givenAnotherUserThanBefore_itIsRefused() {
    try (TestServer server = server(facts -> new KnownUser("bob"))) {
      TestConnection ada = server.signedIn("ada");
      ada.send(EMPTY);
      assertThat(ada.next()).contains("4009").contains("already signed in as another user");
      assertThat(asked.remove().user()).hasToString("ada");
    }
  }

  @Test
  @Tag("WS-131")
  void givenUserInfoThatIsNoJson_itDoesNotComeFarEnoughToBeSent() {
    try (TestServer server =
        server(facts -> new KnownUser(new UserId("ada"), "{},\"id\":\"bob\"", List.of()))) {
      TestConnection ada = server.connect();
      ada.send(EMPTY);
      assertThat(ada.next()).contains("4309");
    }
  }

  @ParameterizedTest
  @Tag("WS-132")
  @Tag("THR-21")
  @CsvSource({
    "*, https://evil.example",
    "*, null",
    "null, null",
    "https://shop.example, https://evil.example",
    "https://shop.example, http://shop.example",
    "*, http://localhost.evil.example",
    "*, http://localhost:1"
  })
  void givenAPageOfAnotherSite_itsVisitorIsNotSignedInByTheCookieAndNoHookIsAsked(
      String allowed, String origin) {
    String both = "allowed_origins: [\"*\", \"" + allowed + "\"]";
    try (TestServer server = server(SigninWithoutTokenTest::bySession, both)) {
      RecordingClient client = open(server, "Cookie: session=ada", "Origin: " + origin);
      client.send(EMPTY);
      assertThat(client.next()).isEqualTo(FOREIGN);
      assertThat(asked).isEmpty();
    }
  }

  @ParameterizedTest
  @Tag("WS-132")
  @Tag("THR-21")
  @CsvSource({
    "*, http://localhost",
    "*, https://localhost",
    "https://shop.example, https://shop.example",
    "*.shop.example, https://www.shop.example"
  })
  void givenAPageOfTheServersHostOrOneThatIsNamed_itsVisitorIsSignedIn(
      String allowed, String origin) {
    try (TestServer server =
        server(SigninWithoutTokenTest::bySession, "allowed_origins: [\"" + allowed + "\"]")) {
      RecordingClient client = open(server, "Cookie: session=ada", "Origin: " + origin);
      client.send(EMPTY);
      assertThat(client.next()).contains("pusher:signin_success");
    }
  }

  @Test
  @Tag("WS-131")
  void givenHeaderFields_onlyThoseAskedForAreKeptWithinTheirBoundAndNeverShown() {
    try (TestServer server = server(SigninWithoutTokenTest::bySession)) {
      RecordingClient client =
          open(
              server,
              "Cookie: session=ada",
              "Authorization: Bearer secret",
              "X-Device: " + "x".repeat(6_000),
              "X-Device: " + "x".repeat(1_000),
              "Cookie: session=bob; quoted=\"yes\"");
      client.send(EMPTY);
      assertThat(client.next()).contains("ada");
      WithoutToken facts = asked.remove();
      assertThat(facts.arrival().headers()).containsOnlyKeys("cookie", "x-device");
      assertThat(facts.arrival().header("COOKIE"))
          .contains("session=ada; session=bob; quoted=\"yes\"");
      assertThat(facts.arrival().cookie("quoted")).contains("yes");
      assertThat(facts.arrival().cookie("sess")).isEmpty();
      assertThat(facts.toString()).doesNotContain("ada").contains("cookie");

      RecordingClient large =
          open(
              server,
              "Cookie: " + "c".repeat(5_000),
              "Cookie: " + "c".repeat(5_000),
              "X-Device: phone");
      large.send(EMPTY);
      assertThat(large.next()).isEqualTo(TOKEN_MISSING);
      assertThat(asked.remove().arrival().headers()).containsOnlyKeys("x-device");
    }
  }
}
