package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.protocol.CloseReason;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.IdentityProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that wait for their issuer's keys, and what is kept of tokens. */
class SlowIdentityProviderTest {
  @TempDir Path data;

  @AutoClose private final IdentityProvider provider = IdentityProvider.start();
  private final CountDownLatch answering = new CountDownLatch(1);

  @AutoClose
  private final HttpEndpoint slow =
      HttpEndpoint.start(
          request -> {
            try {
              answering.await(20, TimeUnit.SECONDS);
              return new Answer(200, provider.keys());
            } catch (InterruptedException e) {
              return new Answer(503, "");
            }
          });

  private TestServer start(String keysUrl) {
    return TestServer.withConfig(
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0, data_dir: "%s"}
        audit: {enabled: true}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
            user_authentication:
              jwt: [{issuer: "%s", audience: %s, jwks_url: "%s"}]
        """
            .formatted(data, provider.issuer(), provider.audience(), keysUrl));
  }

  private String token(TestServer server, String... more) {
    return provider.sign(
        provider.claims("ada", server.clock().instant(), Duration.ofHours(1), more));
  }

  private static void signIn(TestConnection connection, String token) {
    connection.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + token + "\"}}");
  }

  private String audit() throws Exception {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(data.resolve("audit"))) {
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  @Test
  @Tag("USR-057")
  @Tag("LIM-031")
  void givenNoKeys_theClientIsSentAwayForASecondAndGetsInWhenTheyAreThere() throws Exception {
    provider.goDown();
    try (TestServer server = start(provider.keysUrl())) {
      TestConnection ada = server.connect();
      signIn(ada, token(server));
      assertThat(ada.next()).isEqualTo(error(4100, CloseReason.KEYS_UNAVAILABLE.sentence()));
      assertThat(ada.client().nextClose().closeCode()).isEqualTo(4100);
      provider.comeUp();
      server.clock().advance(Duration.ofMinutes(1));
      TestConnection again = server.connect();
      signIn(again, token(server));
      assertThat(again.next()).contains("signin_success");
    }
    assertThat(audit())
        .contains("\"outcome\":\"refused\",\"reason\":\"keys_unavailable\"")
        .contains("\"method\":\"jwt\"");
  }

  @Test
  @Tag("USR-055")
  void givenAClientThatLeavesWhileItsTokenIsVerified_nobodyIsSignedIn() throws Exception {
    try (TestServer server = start(slow.url())) {
      TestConnection ada = server.connect();
      signIn(ada, token(server));
      slow.next();
      ada.client().close();
      server.awaitConnections(0);
      TestConnection bob = server.connect();
      signIn(bob, provider.token("bob", server.clock().instant(), Duration.ofHours(1)));
      answering.countDown();
      assertThat(bob.next()).contains("signin_success");

      assertThat(new Api(server).get("/apps/1/users").body()).contains("bob").doesNotContain("ada");
    }
    assertThat(audit()).contains("\"user_id\":\"bob\"").doesNotContain("\"user_id\":\"ada\"");
  }

  @Test
  @Tag("USR-051")
  @Tag("USR-070")
  @Tag("THR-47")
  void givenTokensThatAreTakenAndRefused_noLogAndNoAuditHoldsThem() throws Exception {
    StringBuilder logged = new StringBuilder();
    String right;
    String wrong;
    try (LogTap log = LogTap.on("io.belfry", Level.TRACE)) {
      try (TestServer server = start(provider.keysUrl())) {
        right = token(server, "\"name\":\"Ada of Paris\"", "\"jti\":\"t-1\"");
        wrong = token(server, "\"nbf\":99999999999");
        TestConnection ada = server.connect();
        for (String token : new String[] {wrong, "Bearer " + right, right + ".aGk", right}) {
          ada.signin(token, "{}");
          ada.next();
        }
      }
      while (!log.isQuiet()) {
        logged.append(log.next()).append('\n');
      }
    }
    assertThat(logged + audit())
        .contains("token_not_yet", "key_unknown", "\"method\":\"jwt\"", "\"user_id\":\"ada\"")
        .doesNotContain("Paris");
    for (String token : new String[] {right, wrong}) {
      for (String part : token.split("\\.", -1)) {
        assertThat(logged + audit()).doesNotContain(part.substring(0, 12));
      }
    }
  }
}
