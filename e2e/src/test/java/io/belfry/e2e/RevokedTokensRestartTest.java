package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.WireSubscriber.End;
import io.belfry.rest.PageQuery;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.Revocation;
import io.belfry.rest.SignInsToRevoke;
import io.belfry.testkit.IdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are revoked stay so when the process is killed right after the reply. */
@Tag("sdk")
@Tag("USR-032")
class RevokedTokensRestartTest {
  private static final End REVOKED = new End(4009, "Token revoked");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, data_dir: "%s", event_loops: 1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          user_authentication:
            jwt: [{issuer: "%s", audience: %s, jwks_url: "%s", backchannel_logout: true}]
      """;

  @TempDir private Path folder = Path.of("");
  private final IdentityProvider provider = IdentityProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  private ServeProcess start() throws IOException {
    String yaml =
        CONFIG.formatted(
            folder.resolve("data"), provider.issuer(), provider.audience(), provider.keysUrl());
    return ServeProcess.start(
        ServeProcess.command(Files.writeString(folder.resolve("belfry.yaml"), yaml)));
  }

  private static int port(ServeProcess process) {
    String line = process.awaits("listens on");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static Pusher backend(int port) {
    return new Pusher(
        RestOptions.of("http://127.0.0.1:" + port, "1", Belfry.KEY, "a secret of the app"));
  }

  private JsonObject token(String user, Instant issued, String... more) {
    JsonObject auth = new JsonObject();
    auth.addProperty(
        "auth", provider.sign(provider.claims(user, issued, Duration.ofHours(1), more)));
    return auth;
  }

  private static WireSubscriber signedIn(int port, JsonObject token) {
    WireSubscriber connection = new WireSubscriber(port);
    connection.signinWith(token);
    return connection;
  }

  private static End refused(int port, JsonObject token) {
    try (WireSubscriber connection = new WireSubscriber(port)) {
      return connection.refusalOf(token);
    }
  }

  private int tell(int port, String who) throws IOException, InterruptedException {
    String claims =
        "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"jti\":\"l-1\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}},%s}"
            .formatted(provider.issuer(), provider.audience(), Instant.now().getEpochSecond(), who);
    HttpRequest form =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/apps/1/oidc/backchannel_logout"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + provider.sign(claims)))
            .build();
    return HttpClient.newHttpClient().send(form, BodyHandlers.discarding()).statusCode();
  }

  @Test
  @Tag("USR-045")
  @Tag("USR-046")
  @Tag("USR-058")
  void givenAKillAfterRevocationsAndALogout_noTokenOfThemIsTakenAfterTheStart() throws Exception {
    Instant now = Instant.now();
    JsonObject stolen = token("ada", now, "\"jti\":\"t-1\"");
    JsonObject old = token("bob", now.minusSeconds(60));
    JsonObject over = token("cleo", now, "\"sid\":\"s-1\"");
    try (ServeProcess first = start()) {
      int port = port(first);
      try (Pusher backend = backend(port);
          WireSubscriber ada = signedIn(port, stolen);
          WireSubscriber bob = signedIn(port, old);
          WireSubscriber cleo = signedIn(port, over)) {
        assertThat(backend.users().revoke(SignInsToRevoke.ofToken("t-1")).terminated()).isOne();
        assertThat(
                backend
                    .users()
                    .revoke(SignInsToRevoke.ofUserBefore("bob", now.minusSeconds(1)))
                    .terminated())
            .isOne();
        assertThat(tell(port, "\"sid\":\"s-1\"")).isEqualTo(200);
        first.kill();
        assertThat(ada.endCode()).isEqualTo(4009);
        assertThat(bob.endCode()).isEqualTo(4009);
        assertThat(cleo.end()).isEqualTo(new End(4009, "Logged out"));
      }
    }
    try (ServeProcess second = start()) {
      int port = port(second);
      assertThat(refused(port, stolen)).isEqualTo(REVOKED);
      assertThat(refused(port, old)).isEqualTo(REVOKED);
      assertThat(refused(port, over)).isEqualTo(REVOKED);
      signedIn(port, token("ada", now, "\"jti\":\"t-2\"", "\"sid\":\"s-2\"")).close();
      signedIn(port, token("bob", now)).close();
      try (Pusher backend = backend(port)) {
        assertThat(backend.users().revocations(PageQuery.first()).revocations())
            .flatExtracting(Revocation::jti, Revocation::userId, Revocation::session)
            .filteredOn(selector -> ((Optional<?>) selector).isPresent())
            .containsExactly(Optional.of("t-1"), Optional.of("bob"), Optional.of("s-1"));
      }
    }
  }
}
