package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTestCommandTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p";

  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private HttpServer receiver;
  private int status = 200;

  private record Received(String body, String key, String signature) {}

  @SuppressWarnings("NullAway.Init") // set before each
  WebhookTestCommandTest() {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(
              new Received(
                  body,
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Pusher-Key")),
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Pusher-Signature"))));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private String config() throws IOException {
    return Files.writeString(
            folder.resolve("belfry.yaml"),
            """
            apps:
              - id: "1"
                keys:
                  - {key: off-key, secret: %s, active: false}
                  - {key: app-key, secret: %s}
                webhooks: [{url: "http://127.0.0.1:%d/hooks?token=hidden"}]
              - {id: "2", keys: [{key: key-2, secret: %s}]}
            """
                .formatted(SECRET, SECRET, receiver.getAddress().getPort(), SECRET))
        .toString();
  }

  private Ran test(String more) throws IOException {
    return Ran.with(("webhooks test --config " + config() + " " + more).split(" "));
  }

  @Test
  @Tag("HOOK-095")
  void givenAnEndpoint_itGetsASignedTestEventAndTheOutcomeIsSaid() throws Exception {
    Ran ran = test("--app-id 1");

    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out())
        .containsPattern("(?m)^127\\.0\\.0\\.1\\S* +delivered +200 +\\d+ ms$")
        .doesNotContain("hidden", SECRET);
    Received request = received.take();
    assertThat(request.body()).contains("\"events\":[{\"name\":\"belfry_test\"}]");
    assertThat(request.key()).isEqualTo("app-key");
    assertThat(request.signature()).isEqualTo(Secret.of(SECRET).sign(request.body()));
  }

  @Test
  @Tag("HOOK-095")
  void givenAnEvent_itIsToldAsTheServerWould() throws Exception {
    test("--app-id 1 --event member_added --channel presence-room --user ada");

    assertThat(received.take().body())
        .contains("{\"name\":\"member_added\",\"channel\":\"presence-room\",\"user_id\":\"ada\"}");
  }

  @Test
  @Tag("HOOK-095")
  void givenAReceiverThatRefuses_theOutcomeSaysWhatToDo() throws Exception {
    status = 401;

    Ran ran = test("--app-id 1");
    Ran json = test("--app-id 1 --json");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("client_error +401").contains("X-Pusher-Key");
    assertThat(json.out()).contains("\"outcome\":\"client_error\",\"status\":401").hasLineCount(1);
  }

  @Test
  @Tag("HOOK-095")
  void givenNobodyThere_theOutcomeSaysWhatToDo() throws Exception {
    config();
    receiver.stop(0);

    Ran ran = test("--app-id 1");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("connect_failed +-").contains("Nothing listens there");
  }

  @Test
  void givenWhatIsNotConfigured_itIsSaidInOneSentence() throws Exception {
    for (String more :
        new String[] {
          "",
          "--app-id 9",
          "--app-id 1 --operations http://127.0.0.1:1",
          "--app-id 2",
          "--app-id 1 --endpoint x",
          "--app-id 1 --event nothing"
        }) {
      Ran ran = test(more.isEmpty() ? "--json" : more);

      assertThat(ran.exitCode()).as(more).isEqualTo(2);
      assertThat(ran.err()).hasLineCount(1);
    }
    assertThat(received).isEmpty();
  }
}
