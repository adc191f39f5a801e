package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.UserAuthenticator;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.e2e.JavaClientScene.Client;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.UserData;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.HttpEndpoint.Request;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client against our server: sign-in. */
class JavaClientSigninTest {
  private static final String REFUSED = "refused AuthenticationFailureException";

  @Test
  @Tag("CL-007")
  void givenSigninBeforeDuringAndAfterConnecting_itIsDoneOnce() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client client = scene.client();
      client.pusher().signin();
      client.pusher().connect();
      client.pusher().signin();
      client.heard().await("signed in ada");
      client.pusher().signin();
      scene.backend().sendToUser("ada", "order", "{}");
      client.heard().await("order {}");

      scene.endpoint().next();
      assertThat(scene.endpoint().unread()).isZero();
      assertThat(client.pusher().user().userId()).isEqualTo("ada");
    }
  }

  @Test
  @Tag("CL-007")
  void givenSigninAfterConnecting_itIsDoneThen() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client client = scene.client();
      client.pusher().connect();
      client.heard().await("CONNECTED");
      assertThat(scene.endpoint().unread()).isZero();
      client.pusher().signin();

      client.heard().await("signed in ada");
    }
  }

  @Test
  @Tag("CL-006")
  void givenAConnectionThatTheServerCut_itSignsInAgain() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client client = scene.signedIn("ada");
      String before = client.pusher().getConnection().getSocketId();
      scene.cut();
      client.heard().await("RECONNECTING");
      client.heard().await("signed in ada");

      assertThat(client.pusher().getConnection().getSocketId()).isNotEqualTo(before);
      scene.backend().sendToUser("ada", "order", "{}");
      client.heard().await("order {}");
    }
  }

  @Test
  void givenAnAuthenticatorOfOnesOwn_itIsAsked() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      UserAuthenticator own =
          socketId -> scene.backend().authenticateUser(socketId, UserData.of("own")).toJson();
      Client client = scene.client(scene.options().setUserAuthenticator(own));
      client.pusher().connect();
      client.pusher().signin();

      client.heard().await("signed in own");
      assertThat(scene.endpoint().unread()).isZero();
    }
  }

  @Test
  @Tag("CL-008")
  void givenHeadersAndParams_theEndpointGetsThemOfEveryKind() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      AtomicInteger calls = new AtomicInteger();
      HttpUserAuthenticator authenticator = new HttpUserAuthenticator(scene.endpoint().url());
      authenticator.setHeaders(Map.of("X-Static", "s"));
      authenticator.setHeadersProvider(() -> Map.of("X-Call", "" + calls.incrementAndGet()));
      authenticator.setParams(Map.of("device", "a b"));
      authenticator.setAsyncParamsProvider(
          () -> CompletableFuture.supplyAsync(() -> Map.of("user", "eve")));
      Client client = scene.client(scene.options().setUserAuthenticator(authenticator));
      client.pusher().signin();
      client.pusher().connect();
      client.heard().await("signed in eve");

      Request request = scene.endpoint().next();
      assertThat(request.header("X-Static")).isEqualTo("s");
      assertThat(request.header("X-Call")).isEqualTo("1");
      assertThat(request.body()).startsWith("socket_id=").endsWith("&device=a+b&user=eve");
    }
  }

  @ParameterizedTest
  @CsvSource({"403,no", "500,oops", "200,<html>", "200,{}", "200,''"})
  @Tag("CL-009")
  void givenAnEndpointThatRefuses_itIsToldAndSignsInLater(int status, String body) {
    try (JavaClientScene scene = JavaClientScene.start()) {
      scene.answer(request -> new Answer(status, body));
      Client client = scene.client();
      client.pusher().signin();
      client.pusher().connect();
      assertThat(client.heard().await(REFUSED)).containsExactly("CONNECTING", "CONNECTED");

      scene.answer(scene::signed);
      client.pusher().signin();
      client.heard().await("signed in ada");
    }
  }

  @Test
  @Tag("CL-019")
  void givenAnEndpointThatHangs_itTimesOutAndChannelsWork() {
    CompletableFuture<Answer> never = new CompletableFuture<>();
    try (JavaClientScene scene = JavaClientScene.start()) {
      scene.answer(request -> never.join());
      Client client = scene.client(scene.options().setAuthTimeout(Duration.ofSeconds(1)));
      client.pusher().signin();
      client.pusher().connect();
      client.pusher().subscribe("news", client.heard());
      client.heard().await("subscribed news");

      client.heard().await(REFUSED);
      never.complete(new Answer(200, ""));
    }
  }

  @Test
  @Tag("CL-009")
  void givenATokenThatTheServerRefuses_itIsToldAndTheConnectionStays() {
    try (JavaClientScene scene = JavaClientScene.start()) {
      Client client = scene.client();
      client.pusher().connect();
      client.heard().await("CONNECTED");
      scene.answer(request -> answer(scene.backend(), "1.2"));
      expectRefusal(client);
      scene.answer(request -> answer(scene.impostor(), socketId(request)));
      expectRefusal(client);
      scene.answer(
          request ->
              new Answer(
                  200, answer(scene.backend(), socketId(request)).body().replace("ada", "eve")));
      expectRefusal(client);

      scene.answer(scene::signed);
      client.pusher().signin();
      client.heard().await("signed in ada");
    }
  }

  private static void expectRefusal(Client client) {
    client.pusher().signin();
    client.heard().await(REFUSED);
    assertThat(client.heard().await("error 4009 AuthenticationFailureException")).isEmpty();
    assertThat(client.pusher().user().userId()).isNull();
  }

  private static Answer answer(io.belfry.rest.Pusher signer, String socketId) {
    return new Answer(200, signer.authenticateUser(socketId, UserData.of("ada")).toJson());
  }

  private static String socketId(Request request) {
    return AuthRequest.parse(request.body()).socketId();
  }
}
