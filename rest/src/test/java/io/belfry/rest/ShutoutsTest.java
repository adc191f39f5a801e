package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.belfry.rest.RecordingServer.Answer;
import io.belfry.rest.RecordingServer.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who are blocked, and sign-ins that are revoked. */
class ShutoutsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** What the library asks when it is used so; the server answers that. */
  private static Received asked(String answer, Function<Users, Object> use, Object expected) {
    try (RecordingServer server = RecordingServer.answering(answer)) {
      assertThat(use.apply(server.pusher().users())).isEqualTo(expected);
      Received request = server.next();
      assertThat(request.isSigned()).isTrue();
      return request;
    }
  }

  private static <T> T awaited(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  @Tag("USR-030")
  void givenABlock_itsSecondsAndItsReasonGoOverTheWire() {
    String answer = "{\"blocked_until_ms\":60005,\"terminated\":2,\"new\":[{}]}";
    Blocked blocked = new Blocked(Instant.ofEpochMilli(60_005), 2, true);

    Received plain = asked(answer, users -> users.block("a/b", MINUTE), blocked);
    Received saying = asked(answer, users -> users.block("ada", MINUTE, "Späm \"!\""), blocked);

    assertThat(plain.method()).isEqualTo("POST");
    assertThat(plain.rawPath()).isEqualTo("/apps/7/users/a%2Fb/block");
    assertThat(plain.body()).isEqualTo("{\"seconds\":60}");
    assertThat(saying.body()).isEqualTo("{\"seconds\":60,\"reason\":\"Späm \\\"!\\\"\"}");
    assertThat(asked(answer, users -> awaited(users.blockAsync("ada", MINUTE)), blocked).body())
        .isEqualTo(plain.body());
    assertThat(
            asked(answer, users -> awaited(users.blockAsync("ada", MINUTE, "x")), blocked).body())
        .isEqualTo("{\"seconds\":60,\"reason\":\"x\"}");
  }

  @Test
  @Tag("USR-024")
  void givenANodeThatDidNotAnswer_theResultSaysSo() {
    asked(
        "{\"complete\":false,\"terminated\":0,\"blocked_until_ms\":1}",
        users -> users.block("ada", MINUTE),
        new Blocked(Instant.ofEpochMilli(1), 0, false));
    asked(
        "{\"complete\":false,\"terminated\":0,\"id\":\"r-1\"}",
        users -> users.revoke(SignInsToRevoke.ofUser("ada")),
        new Revoked("r-1", 0, false));
  }

  @ParameterizedTest
  @Tag("USR-030")
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.999S", "PT1.5S", "P365DT1S", "PT2562047788015215H"})
  void givenATimeThatNoBlockHas_nothingIsSent(Duration duration) {
    try (RecordingServer server = RecordingServer.answering("{}")) {
      Users users = server.pusher().users();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> users.block("ada", duration))
          .withMessage(
              "The block is to hold for "
                  + duration
                  + ". Expected 1 s to 365 days, in whole seconds.");
      assertThatIllegalArgumentException().isThrownBy(() -> users.blockAsync("ada", duration));
      assertThat(server.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @Tag("USR-030")
  @CsvSource({"PT1S,1", "P365D,31536000"})
  void givenTheShortestAndTheLongestTime_itIsSent(Duration duration, String seconds) {
    assertThat(
            asked(
                    "{\"blocked_until_ms\":1,\"terminated\":0}",
                    users -> users.block("ada", duration),
                    new Blocked(Instant.ofEpochMilli(1), 0, true))
                .body())
        .isEqualTo("{\"seconds\":" + seconds + "}");
  }

  @Test
  @Tag("USR-022")
  void givenAReasonThatNobodyCouldBeTold_itIsRefusedHere() {
    SignInsToRevoke signIns = SignInsToRevoke.ofUser("ada");
    try (RecordingServer server = RecordingServer.answering("{}")) {
      Users users = server.pusher().users();
      for (String reason : List.of("", "a\nb", "é".repeat(51), "\ud800")) {
        assertThatIllegalArgumentException().isThrownBy(() -> users.block("ada", MINUTE, reason));
        assertThatIllegalArgumentException().isThrownBy(() -> signIns.withReason(reason));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> users.block("", MINUTE));
      assertThatIllegalArgumentException().isThrownBy(() -> users.unblock("a\u0000"));
      assertThat(server.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @Tag("USR-030")
  @ValueSource(booleans = {true, false})
  void givenABlockThatIsLifted_theAnswerSaysWhetherThereWasOne(boolean was) {
    String answer = "{\"was_blocked\":" + was + "}";

    Received request = asked(answer, users -> users.unblock("ada"), was);

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.rawPath()).isEqualTo("/apps/7/users/ada/unblock");
    assertThat(request.body()).isEqualTo("{}");
    asked(answer, users -> awaited(users.unblockAsync("ada")), was);
  }

  @Test
  @Tag("USR-030")
  void givenBlockedUsers_aPageGivesTheQueryOfThePageBehindIt() {
    String answer =
        "{\"users\":[{\"id\":\"ada\",\"blocked_since_ms\":1,\"blocked_until_ms\":2,\"reason\":\"Spam\"},{\"reason\":null,\"blocked_until_ms\":4,\"blocked_since_ms\":3,\"id\":\"bob\",\"by\":{}}],\"next\":\"Ym9i\"}";
    BlockedPage page =
        new BlockedPage(
            List.of(
                new BlockedUser(
                    "ada", Instant.ofEpochMilli(1), Instant.ofEpochMilli(2), Optional.of("Spam")),
                new BlockedUser(
                    "bob", Instant.ofEpochMilli(3), Instant.ofEpochMilli(4), Optional.empty())),
            Optional.of(new PageQuery(2, Optional.of("Ym9i"))));

    Received first = asked(answer, users -> users.blocked(PageQuery.first().withLimit(2)), page);
    Received second =
        asked(
            "{\"users\":[]}",
            users -> awaited(users.blockedAsync(page.next().orElseThrow())),
            new BlockedPage(List.of(), Optional.empty()));

    assertThat(first.method()).isEqualTo("GET");
    assertThat(first.rawPath()).isEqualTo("/apps/7/blocked_users");
    assertThat(first.query()).containsEntry("limit", "2").doesNotContainKey("after");
    assertThat(second.query()).containsEntry("limit", "2").containsEntry("after", "Ym9i");
  }

  @Test
  @Tag("USR-045")
  void givenSignInsToRevoke_exactlyOneSelectorGoesOverTheWire() {
    Revoked revoked = new Revoked("r-0mu9wcb4xk2f", 3, true);
    String answer = "{\"id\":\"r-0mu9wcb4xk2f\",\"terminated\":3}";

    Received request =
        asked(
            answer,
            users -> users.revoke(SignInsToRevoke.ofSession("web-51").withReason("Stolen")),
            revoked);
    Received async =
        asked(
            answer,
            users -> awaited(users.revokeAsync(SignInsToRevoke.ofUser("ada").thatComeBack())),
            revoked);

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.rawPath()).isEqualTo("/apps/7/revocations");
    assertThat(request.body()).isEqualTo("{\"session\":\"web-51\",\"reason\":\"Stolen\"}");
    assertThat(async.body()).isEqualTo("{\"user_id\":\"ada\",\"reconnect\":true}");
    assertThat(SignInsToRevoke.ofToken("t-7")).hasToString("SignInsToRevoke{\"jti\":\"t-7\"}");
    assertThat(
            SignInsToRevoke.ofUserBefore("ada", Instant.ofEpochMilli(7).plusNanos(9))
                .thatComeBack()
                .withReason("x"))
        .hasToString(
            "SignInsToRevoke{\"user_id\":\"ada\",\"issued_before_ms\":7,\"reason\":\"x\",\"reconnect\":true}");
  }

  @Test
  @Tag("USR-045")
  void givenSignInsThatNobodyHas_theyAreRefusedHere() {
    assertThatIllegalArgumentException().isThrownBy(() -> SignInsToRevoke.ofSession(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignInsToRevoke.ofSession("s".repeat(129)));
    assertThatIllegalArgumentException().isThrownBy(() -> SignInsToRevoke.ofToken(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignInsToRevoke.ofToken("t".repeat(256)))
        .withMessageContaining("jti");
    assertThatIllegalArgumentException().isThrownBy(() -> SignInsToRevoke.ofUser(""));
    for (Instant time : List.of(Instant.MIN, Instant.ofEpochMilli(-1), Instant.MAX)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SignInsToRevoke.ofUserBefore("ada", time))
          .withMessageContaining(time.toString());
    }
  }

  @Test
  @Tag("USR-045")
  @Tag("USR-046")
  void givenRevocations_eachKindIsTyped() {
    String answer =
        "{\"revocations\":[{\"id\":\"r-1\",\"session\":\"web-51\",\"revoked_at_ms\":1,\"until_ms\":2,\"reason\":\"Stolen\"},{\"id\":\"r-2\",\"user_id\":\"ada\",\"issued_before_ms\":3,\"revoked_at_ms\":4,\"until_ms\":5},{\"id\":\"r-3\",\"jti\":\"t-7\",\"revoked_at_ms\":6,\"until_ms\":7}],\"next\":\"ci0y\"}";
    RevocationPage page =
        new RevocationPage(
            List.of(
                new Revocation(
                    "r-1",
                    Optional.empty(),
                    Optional.of("web-51"),
                    Optional.empty(),
                    Optional.empty(),
                    Instant.ofEpochMilli(1),
                    Instant.ofEpochMilli(2),
                    Optional.of("Stolen")),
                new Revocation(
                    "r-2",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("ada"),
                    Optional.of(Instant.ofEpochMilli(3)),
                    Instant.ofEpochMilli(4),
                    Instant.ofEpochMilli(5),
                    Optional.empty()),
                new Revocation(
                    "r-3",
                    Optional.of("t-7"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Instant.ofEpochMilli(6),
                    Instant.ofEpochMilli(7),
                    Optional.empty())),
            Optional.of(new PageQuery(100, Optional.of("ci0y"))));

    Received request = asked(answer, users -> users.revocations(PageQuery.first()), page);

    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.rawPath()).isEqualTo("/apps/7/revocations");
    assertThat(request.query()).containsEntry("limit", "100");
    asked(answer, users -> awaited(users.revocationsAsync(PageQuery.first())), page);
  }

  @Test
  @Tag("USR-031")
  void givenAUserWhoIsBlocked_theStateSaysUntilWhen() {
    asked(
        "{\"id\":\"ada\",\"online\":false,\"connection_count\":0,\"blocked_until_ms\":9}",
        users -> users.state("ada"),
        new UserState(false, 0, Optional.empty(), Optional.of(Instant.ofEpochMilli(9)), true));
  }

  @ParameterizedTest
  @Tag("USR-030")
  @ValueSource(
      strings = {
        "",
        "ok",
        "[]",
        "{}",
        "{\"terminated\":2}",
        "{\"terminated\":\"2\",\"blocked_until_ms\":1}",
        "{\"terminated\":2,\"blocked_until_ms\":1.5,\"id\":7,\"was_blocked\":\"true\"}",
        "{\"terminated\":null,\"blocked_until_ms\":null,\"id\":null,\"was_blocked\":null}",
        "{\"terminated\":2,\"blocked_until_ms\":1,\"id\":\"r-1\",\"was_blocked\":true"
      })
  void givenAnAnswerOfAnotherShape_itIsAFailure(String answer) {
    try (RecordingServer server = RecordingServer.answering(answer)) {
      Users users = server.pusher().users();

      assertFails(() -> users.block("ada", MINUTE));
      assertFails(() -> users.unblock("ada"));
      assertFails(() -> users.revoke(SignInsToRevoke.ofUser("ada")));
    }
  }

  @ParameterizedTest
  @Tag("USR-030")
  @ValueSource(
      strings = {
        "[]",
        "{\"users\":[7],\"revocations\":[\"x\"]}",
        "{\"users\":[{\"id\":\"ada\"}],\"revocations\":[{\"id\":\"r-1\"}]}",
        "{\"users\":[],\"revocations\":["
      })
  void givenAPageOfAnotherShape_itIsAFailure(String answer) {
    try (RecordingServer server = RecordingServer.answering(answer)) {
      Users users = server.pusher().users();

      assertFails(() -> users.blocked(PageQuery.first()));
      assertFails(() -> users.revocations(PageQuery.first()));
    }
  }

  private static void assertFails(Runnable call) {
    assertThatExceptionOfType(ApiException.class).isThrownBy(call::run);
  }

  @Test
  @Tag("USR-033")
  void givenAnAppWithAsManyBlocksAsAllowed_theCallerReadsWhy() {
    Answer refusal =
        new Answer(409, "{\"error\":\"Too many.\",\"code\":409,\"reason\":\"too_many_blocks\"}");
    try (RecordingServer server = RecordingServer.answering(refusal)) {
      Users users = server.pusher().users();

      assertThatExceptionOfType(ApiException.class)
          .isThrownBy(() -> users.block("ada", MINUTE))
          .satisfies(failure -> assertThat(failure.reason()).isEqualTo("too_many_blocks"));
      server.next();
      assertThat(server.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @Tag("USR-010")
  @ValueSource(ints = {0, -1, 1_001})
  void givenAPageThatNoServerGives_itIsRefusedHere(int limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PageQuery.first().withLimit(limit))
        .withMessage("The limit of a page is " + limit + ". Expected 1 to 1000.");
  }
}
