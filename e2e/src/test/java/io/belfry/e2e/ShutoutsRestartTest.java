package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.cluster.redis.Waiting;
import io.belfry.e2e.WireSubscriber.End;
import io.belfry.rest.PageQuery;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.Revocation;
import io.belfry.rest.SignInsToRevoke;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is shut out stays so when the process ends, in each way that there is. */
@Tag("sdk")
@Tag("USR-032")
class ShutoutsRestartTest {
  private static final UserData ADA = UserData.of("ada");
  private static final End SPAM = new End(4009, "Spam");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: %d, data_dir: "%s", event_loops: 1}
      apps: [{id: "1", keys: [{key: app-key, secret: a secret of the app}]}]
      """;

  @TempDir private Path folder = Path.of("");

  private Path config(int port) throws IOException {
    return Files.writeString(
        folder.resolve("belfry.yaml"), CONFIG.formatted(port, folder.resolve("data")));
  }

  private ServeProcess start() throws IOException {
    return ServeProcess.start(ServeProcess.command(config(0)));
  }

  private static int port(ServeProcess process) {
    String line = process.awaits("listens on");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static Pusher backend(int port) {
    return new Pusher(
        RestOptions.of("http://127.0.0.1:" + port, "1", Belfry.KEY, "a secret of the app"));
  }

  private static JsonObject signed(int port, WireSubscriber connection, UserData user) {
    try (Pusher backend = backend(port)) {
      String auth = backend.authenticateUser(connection.socketId(), user).toJson();
      return JsonParser.parseString(auth).getAsJsonObject();
    }
  }

  private static WireSubscriber signedIn(int port, UserData user) {
    WireSubscriber connection = new WireSubscriber(port);
    connection.signinWith(signed(port, connection, user));
    return connection;
  }

  private static End refused(int port, UserData user) {
    try (WireSubscriber connection = new WireSubscriber(port)) {
      return connection.refusedWith(signed(port, connection, user));
    }
  }

  @Test
  @Tag("USR-030")
  @Tag("USR-031")
  void givenAKillRightAfterTheReply_theFirstSignInAfterTheStartIsRefusedAndLiftedIsLifted()
      throws Exception {
    try (ServeProcess first = start()) {
      int port = port(first);
      try (Pusher backend = backend(port);
          WireSubscriber ada = signedIn(port, ADA)) {
        assertThat(backend.users().block("ada", Duration.ofHours(1), "Spam").terminated())
            .isEqualTo(1);
        first.kill();
        assertThat(ada.end()).isEqualTo(SPAM);
      }
    }
    try (ServeProcess second = start()) {
      int port = port(second);
      assertThat(refused(port, ADA)).isEqualTo(SPAM);
      signedIn(port, UserData.of("bob")).close();
      try (Pusher backend = backend(port)) {
        assertThat(backend.users().unblock("ada")).isTrue();
      }
      second.kill();
    }
    try (ServeProcess third = start()) {
      signedIn(port(third), ADA).close();
    }
  }

  @Test
  @Tag("USR-045")
  @Tag("USR-046")
  void givenAKillAfterARevocation_theLoginSessionIsNotTakenAfterTheStart() throws Exception {
    UserData stolen = ADA.withSession("web-51");
    String id;
    try (ServeProcess first = start()) {
      try (Pusher backend = backend(port(first))) {
        id = backend.users().revoke(SignInsToRevoke.ofSession("web-51")).id();
      }
      first.kill();
    }
    try (ServeProcess second = start()) {
      int port = port(second);
      try (Pusher backend = backend(port);
          WireSubscriber connection = new WireSubscriber(port)) {
        assertThat(connection.refusalOf(signed(port, connection, stolen)))
            .isEqualTo(new End(4009, "Token revoked"));
        connection.signinWith(signed(port, connection, ADA.withSession("web-52")));
        assertThat(backend.users().revocations(PageQuery.first()).revocations())
            .extracting(Revocation::id)
            .containsExactly(id);
      }
    }
  }

  @Test
  @Tag("WS-114")
  void givenASuccessorThatTakesOver_whomTheOldProcessBlocksIsRefusedByIt() throws Exception {
    try (ServeProcess old = start()) {
      int port = port(old);
      try (Pusher backend = backend(port);
          WireSubscriber ada = signedIn(port, ADA)) {
        // Its connection stays open, so the next call is answered by the same process.
        assertThat(backend.users().state("ada").isOnline()).isTrue();
        try (ServeProcess successor = ServeProcess.start(config(port), "--take-over")) {
          assertThat(backend.users().block("ada", Duration.ofHours(1), "Spam").terminated())
              .as("ended by the old process, which alone has a session")
              .isEqualTo(1);
          assertThat(ada.end()).isEqualTo(SPAM);
          old.terminate();
          assertThat(old.ended()).isZero();
          Waiting.until("the successor knows it", () -> isBlocked(port));
          assertThat(refused(port, ADA)).isEqualTo(SPAM);
          assertThat(successor.isAlive()).isTrue();
        }
      }
    }
  }

  @Test
  @Tag("WS-114")
  @Tag("USR-031")
  void givenASuccessorThatBlocks_theSessionAtTheOldProcessEnds() throws Exception {
    try (ServeProcess old = start()) {
      int port = port(old);
      try (WireSubscriber ada = signedIn(port, ADA);
          ServeProcess successor = ServeProcess.start(config(port), "--take-over");
          Pusher backend = backendThatKnowsNobody(port)) {
        assertThat(backend.users().block("ada", Duration.ofHours(1), "Spam").terminated())
            .as("ended by the successor, which has no session")
            .isZero();

        assertThat(ada.end()).isEqualTo(SPAM);
        assertThat(old.isAlive()).isTrue();
        assertThat(successor.isAlive()).isTrue();
      }
    }
  }

  /** One whose open connection is to the process at which Ada is not signed in. */
  private static Pusher backendThatKnowsNobody(int port) {
    List<Pusher> tried = new ArrayList<>();
    Waiting.until(
        "a connection to the successor",
        () -> {
          tried.add(backend(port));
          return !tried.getLast().users().state("ada").isOnline();
        });
    Pusher found = tried.removeLast();
    tried.forEach(Pusher::close);
    return found;
  }

  private static boolean isBlocked(int port) {
    try (Pusher backend = backend(port)) {
      return backend.users().state("ada").blockedUntil().isPresent();
    }
  }
}
