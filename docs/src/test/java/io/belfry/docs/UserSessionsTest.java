package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Blocked;
import io.belfry.rest.BlockedUser;
import io.belfry.rest.OnlineQuery;
import io.belfry.rest.OnlineUser;
import io.belfry.rest.PageQuery;
import io.belfry.rest.Pusher;
import io.belfry.rest.Revocation;
import io.belfry.rest.Revoked;
import io.belfry.rest.SessionsToEnd;
import io.belfry.rest.SignInsToRevoke;
import io.belfry.rest.Terminated;
import io.belfry.rest.UserData;
import io.belfry.rest.UserSession;
import io.belfry.rest.UserState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserSessionsTest {
  @AutoClose private final TestBelfry server;
  @AutoClose private final Pusher belfry;

  UserSessionsTest(@TempDir Path dataDir) throws IOException {
    server = TestBelfry.start(dataDir);
    belfry = server.backend();
  }

  private TestBelfry.Connection signedIn(UserData user) {
    TestBelfry.Connection connection = server.connect();
    String auth = belfry.authenticateUser(connection.socketId(), user).toJson();
    assertThat(connection.ask("pusher:signin", auth)).contains("pusher:signin_success");
    return connection;
  }

  @Test
  void givenAUserOnADevice_itIsToldAndEnded() {
    Instant inAnHour = Instant.now().plus(Duration.ofHours(1));
    // snippet: session-user
    UserData user =
        UserData.of("ada").withSession("web-51").withDevice("Ada's phone").withExpiry(inAnHour);
    // end
    try (TestBelfry.Connection phone = signedIn(user)) {
      List<String> lines = new ArrayList<>();
      // snippet: sessions-list
      for (UserSession session : belfry.users().sessions("ada").sessions()) {
        lines.add(session.device().orElse("?") + " since " + session.signedInAt());
      }
      // end
      assertThat(lines).singleElement().asString().startsWith("Ada's phone since ");

      // snippet: sessions-end
      Terminated ended =
          belfry
              .users()
              .terminate(
                  "ada",
                  SessionsToEnd.ofSession("web-51").withReason("Signed out on another device"));
      // end
      assertThat(ended.count()).isEqualTo(1);
      assertThat(phone.client().next()).contains("4009", "Signed out on another device");
    }
  }

  @Test
  void givenUsersWhoAreOnline_theyAreListedPageByPage() {
    try (TestBelfry.Connection ada = signedIn(UserData.of("ada"));
        TestBelfry.Connection bob = signedIn(UserData.of("bob"))) {
      List<String> online = new ArrayList<>();
      // snippet: users-online
      Optional<OnlineQuery> query = Optional.of(OnlineQuery.first().withLimit(1));
      while (query.isPresent()) {
        var page = belfry.users().online(query.get());
        page.users().stream().map(OnlineUser::id).forEach(online::add);
        query = page.next();
      }
      UserState state = belfry.users().state("ada");
      // end

      assertThat(online).containsExactly("ada", "bob");
      assertThat(state.isOnline()).isTrue();
      assertThat(ada.socketId()).isNotEqualTo(bob.socketId());
    }
  }

  @Test
  void givenAUserWhoIsBlocked_signInsAreRefusedUntilTheBlockIsLifted() {
    try (TestBelfry.Connection ada = signedIn(UserData.of("ada"));
        TestBelfry.Connection again = server.connect()) {
      List<String> lines = new ArrayList<>();
      // snippet: user-block
      Blocked block = belfry.users().block("ada", Duration.ofHours(1), "Spam");
      for (BlockedUser user : belfry.users().blocked(PageQuery.first()).users()) {
        lines.add(user.id() + " until " + user.until());
      }
      // end
      assertThat(block.terminated()).isEqualTo(1);
      assertThat(lines).containsExactly("ada until " + block.until());
      assertThat(belfry.users().state("ada").blockedUntil()).contains(block.until());
      assertThat(ada.client().next()).contains("4009", "Spam");
      String auth = belfry.authenticateUser(again.socketId(), UserData.of("ada")).toJson();
      assertThat(again.ask("pusher:signin", auth)).contains("4009", "Spam");

      // snippet: user-unblock
      boolean wasBlocked = belfry.users().unblock("ada");
      // end
      assertThat(wasBlocked).isTrue();
      signedIn(UserData.of("ada")).close();
    }
  }

  @Test
  void givenSignInsThatAreRevoked_theirSessionsEnd() {
    Instant changedAt = Instant.now().plus(Duration.ofSeconds(30));
    try (TestBelfry.Connection phone = signedIn(UserData.of("ada").withSession("web-51"));
        TestBelfry.Connection tab = signedIn(UserData.of("ada").withSession("web-52"))) {
      // snippet: sign-ins-revoke
      Revoked stolen =
          belfry.users().revoke(SignInsToRevoke.ofSession("web-51").withReason("Signed out"));
      Revoked olderThanThePassword =
          belfry.users().revoke(SignInsToRevoke.ofUserBefore("ada", changedAt));
      // end

      assertThat(stolen.terminated()).isEqualTo(1);
      assertThat(olderThanThePassword.terminated()).isEqualTo(1);
      assertThat(phone.client().next()).contains("4009", "Signed out");
      assertThat(tab.client().next()).contains("4009");
      assertThat(belfry.users().revocations(PageQuery.first()).revocations())
          .extracting(Revocation::id)
          .containsExactlyInAnyOrder(stolen.id(), olderThanThePassword.id());
    }
  }
}
