package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.ShutoutStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who are blocked, and sign-ins that are revoked. */
class BlockedUsersTest {
  // The clock of the test begins here.
  private static final long START = 1_767_225_600_000L;
  private static final String SPAM = "{\"seconds\":60,\"reason\":\"Spam\"}";

  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(String settings) {
    server.close();
    server = TestServer.start(settings);
  }

  private String get(String path, String... namesAndValues) {
    var answer = new Api(server).get("/apps/1" + path, namesAndValues);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> post(String path, String body) {
    return server.post("/apps/1" + path, body);
  }

  private String done(String path, String body) {
    HttpResponse<String> answer = post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private TestConnection inSession(String user, String session) {
    TestConnection connection = server.connect();
    signIn(connection, user, session);
    assertThat(connection.next()).contains("signin_success");
    return connection;
  }

  private static void signIn(TestConnection connection, String user, String session) {
    connection.signin("{\"id\":\"" + user + "\",\"session\":\"" + session + "\"}");
  }

  private static void assertEnded(TestConnection connection, int code, String sentence) {
    assertThat(connection.next()).isEqualTo(error(code, sentence));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(code);
    connection.client().answerClose();
  }

  @Test
  @Tag("nodes")
  @Tag("USR-031")
  void givenABlockedUser_sessionsEndAndSignInsAreRefusedWithItsReasonAndClosed() {
    TestConnection phone = server.signedIn("ada");
    TestConnection desk = server.signedIn("ada");
    TestConnection bob = server.signedIn("bob");

    assertThat(done("/users/ada/block", SPAM))
        .isEqualTo("{\"blocked_until_ms\":" + (START + 60_000) + ",\"terminated\":2}");

    assertEnded(phone, 4009, "Spam");
    assertEnded(desk, 4009, "Spam");
    TestConnection again = server.connect();
    again.signin("{\"id\":\"ada\"}");
    assertEnded(again, 4009, "Spam");
    bob.hasNothing();
    assertThat(get("/users/ada"))
        .isEqualTo(
            "{\"id\":\"ada\",\"online\":false,\"connection_count\":0,\"blocked_until_ms\":"
                + (START + 60_000)
                + "}");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-031")
  @Tag("USR-033")
  void givenABlockThatIsOver_theUserSignsInAgain() {
    done("/users/ada/block", "{\"seconds\":60}");
    server.clock().advance(Duration.ofMillis(59_999));
    TestConnection early = server.connect();
    early.signin("{\"id\":\"ada\"}");
    assertEnded(early, 4009, "User is blocked");

    server.clock().advance(Duration.ofMillis(1));

    server.signedIn("ada");
    assertThat(get("/blocked_users")).isEqualTo("{\"users\":[]}");
    assertThat(get("/users/ada")).doesNotContain("blocked");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-030")
  void givenASecondBlock_itTakesThePlaceOfTheFirst() {
    done("/users/ada/block", SPAM);

    assertThat(done("/users/ada/block", "{\"until_ms\":" + (START + 5_000) + "}"))
        .isEqualTo("{\"blocked_until_ms\":" + (START + 5_000) + ",\"terminated\":0}");

    assertThat(get("/blocked_users"))
        .isEqualTo(
            "{\"users\":[{\"id\":\"ada\",\"blocked_since_ms\":%d,\"blocked_until_ms\":%d}]}"
                .formatted(START, START + 5_000));
  }

  @Test
  @Tag("nodes")
  @Tag("USR-030")
  void givenABlockThatIsLifted_theUserSignsInAtOnce() {
    done("/users/ada/block", SPAM);

    assertThat(done("/users/ada/unblock", "")).isEqualTo("{\"was_blocked\":true}");

    server.signedIn("ada");
    assertThat(done("/users/ada/unblock", "{\"any\":1}")).isEqualTo("{\"was_blocked\":false}");
  }

  @ParameterizedTest
  @Tag("USR-030")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                       | duration_invalid
          {"seconds":0}                            | duration_invalid
          {"seconds":-5}                           | duration_invalid
          {"seconds":31536001}                     | duration_invalid
          {"seconds":1.5}                          | duration_invalid
          {"seconds":1e3}                          | duration_invalid
          {"seconds":"60"}                         | duration_invalid
          {"seconds":null}                         | duration_invalid
          {"seconds":99999999999999999999}         | duration_invalid
          {"second":60}                            | duration_invalid
          {"seconds":60,"extra":1}                 | duration_invalid
          {"seconds":60,"until_ms":1767225660000}  | duration_invalid
          {"until_ms":1767225600000}               | duration_invalid
          {"until_ms":1798761600001}               | duration_invalid
          {"seconds":60,"reason":""}               | reason_invalid
          {"seconds":60,"reason":7}                | reason_invalid
          {"seconds":60,"reason":"a\\nb"}          | reason_invalid
          {"seconds":60,"seconds":61}              | json_invalid
          []                                       | json_invalid
          """)
  void givenABodyThatIsNotUnderstood_nobodyIsBlocked(String body, String reason) {
    TestConnection ada = server.signedIn("ada");

    HttpResponse<String> answer = post("/users/ada/block", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
    assertThat(get("/blocked_users")).isEqualTo("{\"users\":[]}");
    ada.hasNothing();
  }

  @Test
  @Tag("USR-033")
  void givenAsManyBlocksAsAllowed_aFurtherUserIsRefusedAndTheseCanBeBlockedAnew() {
    restart("limits: {max_blocked_users: 2}");
    done("/users/ada/block", SPAM);
    done("/users/bob/block", SPAM);

    HttpResponse<String> refused = post("/users/eve/block", SPAM);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"reason\":\"too_many_blocks\"");
    done("/users/ada/block", SPAM);

    done("/users/bob/unblock", "");
    done("/users/eve/block", SPAM);
  }

  @Test
  @Tag("USR-030")
  @Tag("LIM-010")
  void givenAPace_whatIsKeptCostsAPointAndIsRefusedBeyondIt() {
    restart("limits: {backend_events_per_second: 3}");
    TestConnection ada = server.signedIn("ada");
    done("/users/eve/block", SPAM);
    done("/users/eve/unblock", "");
    post("/users/ada/block", "{}");
    done("/revocations", "{\"session\":\"web-1\"}");

    for (String path : List.of("/users/ada/block", "/users/ada/unblock")) {
      HttpResponse<String> refused = post(path, SPAM);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    }
    assertThat(post("/revocations", "{\"user_id\":\"ada\"}").body())
        .contains("\"reason\":\"rate_limited\"");
    ada.hasNothing();
    server.clock().advance(Duration.ofSeconds(1));
    done("/users/ada/block", SPAM);
  }

  @Test
  @Tag("nodes")
  @Tag("USR-030")
  void givenManyBlockedUsers_theyArePagedInTheOrderOfTheirIds() {
    IntStream.range(0, 25).forEach(i -> done("/users/u%02d/block".formatted(24 - i), SPAM));

    StringBuilder all = new StringBuilder();
    String page = get("/blocked_users", "limit", "10");
    int pages = 1;
    while (page.contains("\"next\":")) {
      all.append(page);
      page = get("/blocked_users", "limit", "10", "after", next(page));
      pages++;
    }
    all.append(page);

    assertThat(pages).isEqualTo(3);
    List<String> ids =
        List.of(all.toString().split("\"id\":\"")).stream()
            .skip(1)
            .map(rest -> rest.substring(0, 3))
            .toList();
    assertThat(ids).hasSize(25).isSorted().doesNotHaveDuplicates();
  }

  private static String next(String page) {
    return page.replaceAll(".*\"next\":\"([^\"]*)\".*", "$1");
  }

  @Test
  @Tag("USR-034")
  void givenABlockedUser_presenceWithoutSignInIsTheApplicationsBusiness() {
    done("/users/ada/block", SPAM);
    TestConnection anonymous = server.connect();

    String data = "{\"user_id\":\"ada\"}";
    String auth = TestServer.token(anonymous.socketId() + ":presence-room:" + data);
    anonymous.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"%s\",\"channel\":\"presence-room\",\"channel_data\":%s}}"
            .formatted(auth, TestServer.quoted(data)));

    assertThat(anonymous.next()).contains("subscription_succeeded");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-045")
  void givenARevokedLoginSession_itsSessionsEndAndTheSameIsNotTakenAnyMore() {
    TestConnection tab = inSession("ada", "web-1");
    TestConnection other = inSession("ada", "web-2");
    TestConnection ofSomebodyElse = inSession("bob", "web-1");

    String answer = done("/revocations", "{\"session\":\"web-1\",\"reason\":\"Signed out\"}");

    assertThat(answer).matches("\\{\"id\":\"r-[0-9a-z]+\",\"terminated\":2}");
    assertEnded(tab, 4009, "Signed out");
    assertEnded(ofSomebodyElse, 4009, "Signed out");
    TestConnection again = server.connect();
    signIn(again, "ada", "web-1");
    assertThat(again.next()).isEqualTo(error(4009, "Token revoked"));
    signIn(again, "ada", "web-3");
    assertThat(again.next()).contains("signin_success");
    other.hasNothing();

    server.clock().advance(Duration.ofDays(1));
    inSession("ada", "web-1");
  }

  @Test
  @Tag("USR-045")
  void givenUserAndTime_thoseEndWhoSignedInBefore() {
    TestConnection early = inSession("ada", "web-1");
    server.clock().advance(Duration.ofSeconds(20));
    TestConnection late = inSession("ada", "web-2");
    server.clock().advance(Duration.ofSeconds(5));

    String answer =
        done(
            "/revocations",
            "{\"user_id\":\"ada\",\"issued_before_ms\":"
                + (START + 10_000)
                + ",\"reconnect\":true}");

    assertThat(answer).contains("\"terminated\":1");
    assertEnded(early, 4200, "You were disconnected by the application");
    late.hasNothing();
    assertThat(done("/revocations", "{\"user_id\":\"ada\"}")).contains("\"terminated\":1");
    inSession("ada", "web-1");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-045")
  @Tag("USR-046")
  void givenRevocations_theyAreListedInTheirOrderAndBounded() {
    server.replaceApps("limits: {max_revocations: 2}");
    done("/revocations", "{\"session\":\"web-1\",\"reason\":\"Signed out\"}");
    server.clock().advance(Duration.ofMillis(3));
    done("/revocations", "{\"user_id\":\"ada\"}");

    HttpResponse<String> refused = post("/revocations", "{\"session\":\"web-2\"}");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"reason\":\"too_many_revocations\"");
    String first = get("/revocations", "limit", "1");
    assertThat(first)
        .contains("\"session\":\"web-1\"", "\"reason\":\"Signed out\"")
        .contains("\"revoked_at_ms\":" + START, "\"until_ms\":" + (START + 86_400_000));
    assertThat(get("/revocations", "limit", "1", "after", next(first)))
        .contains("\"user_id\":\"ada\",\"issued_before_ms\":" + (START + 3))
        .doesNotContain("next");
  }

  @ParameterizedTest
  @Tag("USR-045")
  @ValueSource(
      strings = {
        "{}",
        "{\"session\":\"\"}",
        "{\"session\":7}",
        "{\"session\":\"\\ud800\"}",
        "{\"jti\":\"\"}",
        "{\"jti\":7}",
        "{\"jti\":null}",
        "{\"jti\":[\"t-1\"]}",
        "{\"jti\":\"t-1\",\"session\":\"web-1\"}",
        "{\"jti\":\"t-1\",\"user_id\":\"ada\"}",
        "{\"jti\":\"t-1\",\"issued_before_ms\":1}",
        "{\"session\":\"web-1\",\"user_id\":\"ada\"}",
        "{\"session\":\"web-1\",\"issued_before_ms\":1}",
        "{\"issued_before_ms\":1}",
        "{\"user_id\":\"ada\",\"issued_before_ms\":1767225660001}",
        "{\"user_id\":\"ada\",\"issued_before_ms\":\"now\"}",
        "{\"user_id\":\"ada\",\"issued_before\":1}",
        "{\"user_id\":\"ada\",\"reconnect\":1}"
      })
  void givenARevocationThatIsNotUnderstood_nobodyEnds(String body) {
    TestConnection ada = inSession("ada", "web-1");

    HttpResponse<String> answer = post("/revocations", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"reason\":\"selector_invalid\"");
    ada.hasNothing();
  }

  @Test
  @Tag("USR-045")
  @Tag("USR-081")
  void givenMoreUsersThanALoopLooksAtAtOnce_eachSessionOfTheLoginEnds() {
    List<TestConnection> all =
        IntStream.range(0, 2_300)
            .mapToObj(i -> inSession("u" + i, i % 100 == 7 ? "web-7" : "web-" + (i + 1_000)))
            .toList();

    assertThat(done("/revocations", "{\"session\":\"web-7\"}")).contains("\"terminated\":23");

    assertEnded(all.get(107), 4009, "You were disconnected by the application");
    all.get(108).hasNothing();
  }

  @Test
  @Tag("USR-023")
  void givenASignInUnderWay_aBlockRefusesItWhenTheHookHasLetItIn() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    BlockingHooks hooks =
        new BlockingHooks() {
          @Override
          public Permission signingIn(SigningIn facts) throws InterruptedException {
            asked.countDown();
            blocked.await();
            return allow();
          }
        };
    server.close();
    server = TestServer.withParts(1, parts -> parts.hooks(hooks));
    TestConnection ada = server.connect();
    ada.signin("{\"id\":\"ada\"}");
    asked.await();

    assertThat(done("/users/ada/block", SPAM)).contains("\"terminated\":0");
    blocked.countDown();

    assertEnded(ada, 4009, "Spam");
  }

  @Test
  @Tag("USR-032")
  void givenAStoreThatCannotBeRead_theServerDoesNotStart() {
    ShutoutStore unreadable = new FailingStore();

    assertThatThrownBy(() -> TestServer.withParts(1, parts -> parts.shutouts(unreadable)).close())
        .hasStackTraceContaining("shutouts.db is damaged");
  }

  @Test
  @Tag("USR-032")
  void givenADiskThatIsFull_nobodyIsBlockedAndTheCallerHears() {
    FailingStore full = new FailingStore();
    full.isReadable = true;
    server.close();
    server = TestServer.withParts(1, parts -> parts.shutouts(full));
    TestConnection ada = server.signedIn("ada");

    HttpResponse<String> refused = post("/users/ada/block", SPAM);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("\"reason\":\"not_kept\"");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    ada.hasNothing();
    assertThat(get("/blocked_users")).isEqualTo("{\"users\":[]}");
  }

  /** Neither reads nor writes, but for reading if it may. */
  private static final class FailingStore implements ShutoutStore {
    private boolean isReadable;

    @Override
    public List<Shutout> all(long nowMillis) throws IOException {
      if (isReadable) {
        return List.of();
      }
      throw new IOException("shutouts.db is damaged.");
    }

    @Override
    public void put(Shutout shutout) throws IOException {
      throw new IOException("The disk is full.");
    }

    @Override
    public void remove(String appId, String key) throws IOException {
      throw new IOException("The disk is full.");
    }

    @Override
    public void close() {}
  }
}
