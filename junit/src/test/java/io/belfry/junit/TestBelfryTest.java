package io.belfry.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.UserData;
import io.belfry.server.app.App;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test can do with a server in its hands. */
@BelfryTest(patienceMillis = 20_000)
class TestBelfryTest {
  private final TestBelfry belfry;

  TestBelfryTest(TestBelfry belfry) {
    this.belfry = belfry;
  }

  @Test
  void givenAnEventToAUser_itIsFoundWhereItWentAndNowhereElse() {
    TestClient ada = belfry.signIn("ada");
    TestClient phone = belfry.signIn("ada");
    belfry.signIn("bob");
    belfry.pusher().sendToUser("ada", "order-shipped", "{\"order\":7}");

    Delivery first = belfry.assertDelivered("order-shipped").withData("{\"order\":7}").to("ada");
    assertThat(first.channel()).isEqualTo("#server-to-user-ada");
    assertThat(first.socketId()).isIn(ada.socketId(), phone.socketId());
    belfry.assertDelivered("order-shipped").to("ada");
    belfry.assertNothingMoreTo("ada");
    belfry.assertNothingMoreTo("bob");
    belfry.assertNothingMoreTo("eve");
  }

  @Test
  void givenSomethingElse_theFailureSaysWhatCameInstead() {
    try (TestBelfry impatient = quick()) {
      TestClient ada = impatient.signIn("ada").subscribe("news");
      impatient.pusher().trigger("news", "headline", "\"rain\"");
      impatient.assertDelivered("headline").on("news").to(ada);
      impatient.pusher().trigger("news", "other", "\"sun\"");
      ada.next(text -> text.contains("sun"));

      assertThatThrownBy(() -> impatient.assertDelivered("headline").to("ada"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Expected event headline to ada")
          .hasMessageContaining("event other on news to ada")
          .hasMessageContaining("sun");
      assertThatThrownBy(() -> impatient.assertNothingMoreTo("ada"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("event other on news");
      assertThatThrownBy(() -> impatient.assertDelivered("headline").to("bob"))
          .hasMessageContaining("Only others got something");
      assertThatThrownBy(ada::closeCode).hasMessageContaining("Expected the end");
    }
  }

  @Test
  void givenTlsThatATestAsksFor_itIsRefusedInWords() {
    assertThatThrownBy(() -> TestBelfry.start("require_tls: true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("speaks no TLS");
  }

  @Test
  void givenASetupThatSwitchesTlsOn_itIsRefusedInWords(@TempDir Path folder) throws Exception {
    SelfSigned files = SelfSigned.in(folder);
    ServerConfig config =
        ServerConfig.builder()
            .host("127.0.0.1")
            .port(0)
            .set(NodeSettings.TLS_PORT, Optional.of(0))
            .set(NodeSettings.TLS_CERT_FILE, Optional.of(files.certificate()))
            .set(NodeSettings.TLS_KEY_FILE, Optional.of(files.key()))
            .app(App.builder("1").key("app-key", "the-secret-of-the-app").build())
            .build();

    assertThatThrownBy(() -> TestBelfry.start(server -> server.config(config)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TLS cannot be read along");
  }

  @Test
  void givenAClientThatSpeaksTls_itIsCutAndTheFailureSaysWhy() throws Exception {
    try (TestBelfry impatient = quick();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
      client.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3});

      assertThatThrownBy(() -> readsOn(client)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> impatient.assertDelivered("order").to("ada"))
          .hasMessageContaining("A client spoke TLS");
    }
  }

  private static void readsOn(Socket client) throws IOException {
    if (client.getInputStream().read() < 0) {
      throw new IOException("The end.");
    }
  }

  @Test
  void givenAClientOverAFallbackTransport_nothingIsSaidToBeUndelivered() throws Exception {
    try (TestBelfry impatient = quick()) {
      HttpRequest fallback =
          HttpRequest.newBuilder(
                  impatient
                      .uri()
                      .resolve("/pusher/app/app-key/123/abcdefgh/xhr?protocol=7&client=js"))
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(HttpClient.newHttpClient().send(fallback, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);

      assertThatThrownBy(() -> impatient.assertNothingMoreTo("ada"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("fallback transport");
      assertThatThrownBy(() -> impatient.assertDelivered("order").to("ada"))
          .hasMessageContaining("fallback transport");
    }
  }

  private static TestBelfry quick() {
    return TestBelfry.start(java.util.List.of(), Duration.ofMillis(300), java.util.List.of());
  }

  @Test
  void givenChannelsOfAllKinds_aClientIsLetIn() {
    TestClient ada = belfry.client().signIn(UserData.of("ada"));
    ada.subscribe("news").subscribe("private-room").subscribe("presence-room");
    TestClient bob = belfry.signIn("bob").subscribe("private-room");
    bob.trigger("private-room", "client-typing", "…");

    assertThat(belfry.assertDelivered("client-typing").to(ada).data()).isEqualTo("…");
    assertThatThrownBy(() -> belfry.client().subscribe("presence-room"))
        .hasMessageContaining("was refused");
    ada.unsubscribe("private-room");
    ada.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(ada.next(text -> text.contains("pusher:pong"))).isNotEmpty();
  }

  @Test
  void givenTimeThatIsMoved_theServerSeesItPass() {
    TestClient ada = belfry.signIn("ada");
    belfry.clock().advance(Duration.ofSeconds(121));
    // It answers the ping by itself.
    belfry.pusher().sendToUser("ada", "still-there", "{}");
    belfry.assertDelivered("still-there").to(ada);
    assertThat(belfry.pusher().queries()).isNotNull();
  }

  @Test
  void givenACutConnection_bothEndsLoseIt() {
    TestClient ada = belfry.signIn("ada");
    TestClient bob = belfry.signIn("bob");
    belfry.cut(ada);
    assertThat(ada.closeCode()).isEqualTo(1006);
    assertThatThrownBy(() -> belfry.cut(ada)).hasMessageContaining("no connection");
    belfry.awaitConnections(1);
    belfry.cutAll();
    assertThat(bob.closeCode()).isEqualTo(1006);
  }

  @Test
  void givenADroppedNode_nobodyGetsInUntilItIsBackAtTheSameAddress() {
    TestClient ada = belfry.signIn("ada");
    URI before = belfry.uri();
    belfry.dropNode();
    assertThat(ada.closeCode()).isEqualTo(1006);
    assertThatThrownBy(belfry::client).hasMessageContaining("");
    assertThatThrownBy(belfry::server).isInstanceOf(IllegalStateException.class);

    belfry.restart();
    assertThat(belfry.uri()).isEqualTo(before);
    belfry.signIn("ada");
    belfry.pusher().sendToUser("ada", "again", "{}");
    belfry.assertDelivered("again").to("ada");
  }

  @Test
  void givenADelay_whatIsSentComesLaterAndInOrder() {
    TestClient ada = belfry.signIn("ada");
    belfry.delay(Duration.ofMillis(50));
    long before = System.nanoTime();
    belfry.pusher().sendToUser("ada", "one", "{}");
    belfry.pusher().sendToUser("ada", "two", "{}");
    assertThat(ada.next()).contains("one");
    assertThat(ada.next()).contains("two");
    // Each call of the API waits there and back.
    assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(200).toNanos());
  }

  @Test
  void givenASlowConsumer_theServerGivesItUpAndNobodyElse() {
    TestClient ada = belfry.signIn("ada").subscribe("news");
    TestClient bob = belfry.signIn("bob").subscribe("news");
    belfry.slowConsumer(ada);
    String large = "\"" + "x".repeat(10_000) + "\"";
    int sent = 0;
    while (belfry.server().connections() == 2 && sent < 5_000) {
      belfry.pusher().trigger("news", "large", large);
      bob.next(text -> text.contains("large"));
      sent++;
    }
    assertThat(belfry.server().connections()).isEqualTo(1);
    belfry.readOn(ada);
    assertThat(ada.closeCode()).isIn(4100, 1006);
  }

  private HttpResponse<String> ask(URI endpoint, String form) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(endpoint).POST(BodyPublishers.ofString(form)).build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void givenTheAuthEndpoint_itSignsForItsUserUntilItRefuses() throws Exception {
    TestClient ada = belfry.client();
    URI endpoint = belfry.authEndpoint("ada l.");
    HttpResponse<String> answer = ask(endpoint, "socket_id=" + ada.socketId());
    assertThat(answer.body()).isEqualTo(belfry.userToken(ada.socketId(), "ada l."));
    ada.send("{\"event\":\"pusher:signin\",\"data\":" + answer.body() + "}");
    assertThat(ada.next()).contains("signin_success");

    String form = "socket_id=" + ada.socketId() + "&channel_name=presence-room";
    assertThat(ask(endpoint, form).body())
        .isEqualTo(belfry.channelToken(ada.socketId(), "presence-room", "ada l."));
    assertThat(ask(endpoint, "socket_id=wrong").statusCode()).isEqualTo(400);
    belfry.refuseAuth();
    assertThat(ask(endpoint, form).statusCode()).isEqualTo(403);
    belfry.allowAuth();
    assertThat(ask(endpoint, form).statusCode()).isEqualTo(200);
    assertThat(belfry.authRequests()).isEqualTo(5);
  }

  @Test
  void givenASettingThatIsWrong_itIsSaidAsForTheFile() {
    assertThatThrownBy(() -> TestBelfry.start("limits: {max_fun: 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max_fun");
  }
}
