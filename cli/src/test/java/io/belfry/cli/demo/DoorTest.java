package io.belfry.cli.demo;

import static io.belfry.cli.demo.DemoClient.SOCKET_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.demo.DemoClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DoorTest {
  private static final String SIGN_IN = "socket_id=" + SOCKET_ID + "&user=ada";

  @TempDir private Path folder;
  private RunningDemo demo;
  private DemoClient client;

  @BeforeEach
  void start() throws IOException {
    demo = RunningDemo.start(folder);
    client = demo.client();
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:6002",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:6002:1",
        "127.0.0.2",
        "0.0.0.0",
        ""
      })
  @Tag("THR-46")
  void givenAHostNameThatIsNotLoopback_everythingIsRefused(String host) throws IOException {
    for (String path : new String[] {"/", "/demo/config.json", "/main.js"}) {
      Reply reply =
          client.raw(
              "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

      assertThat(reply.status()).isEqualTo(421);
      assertThat(reply.body()).doesNotContain("demo-", "<html");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:6002", "127.0.0.1", "[::1]:6002"})
  void givenALoopbackName_thePageComes(String host) throws IOException {
    Reply reply = client.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).startsWith("<!doctype html>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1:1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  @Tag("THR-46")
  @Tag("THR-10")
  void givenAPageOfAnotherOrigin_itCanNeitherSignNorAct(String header) throws IOException {
    assertThat(client.post("/pusher/user-auth", SIGN_IN, header).status()).isEqualTo(403);
    assertThat(client.get("/pusher/user-auth?callback=cb&" + SIGN_IN, header).status())
        .isEqualTo(403);
    assertThat(
            client.post("/pusher/auth", "channel_name=private-orders&" + SIGN_IN, header).status())
        .isEqualTo(403);
    assertThat(client.post("/demo/terminate", "user=ada", header).status()).isEqualTo(403);
  }

  @Test
  void givenThePageItself_itMaySignIn() throws IOException {
    Reply reply =
        client.post(
            "/pusher/user-auth",
            SIGN_IN,
            "Origin: http://" + client.host(),
            "Sec-Fetch-Site: same-origin");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void givenAHugeBody_itIsRefused() throws IOException {
    Reply reply = client.post("/pusher/user-auth", SIGN_IN + "&pad=" + "x".repeat(64 << 10));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.body()).contains("64 KiB");
  }

  @Test
  void givenABodyThatIsNoForm_itIsRefused() throws IOException {
    Reply reply = client.send("POST", "/pusher/user-auth", "{}", "Content-Type: application/json");

    assertThat(reply.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "PATCH"})
  void givenAnotherMethod_thoseThatAreAnsweredAreNamed(String method) throws IOException {
    Reply reply = client.send(method, "/pusher/user-auth", "");

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).contains("GET, HEAD, POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/..%2f..%2fdemo-app",
        "/%2e%2e/%2e%2e/demo-app",
        "/vendor/../../pusher-js.properties",
        "/vendor/%2e%2e/pusher-js.properties",
        "//etc/passwd",
        "/vendor/",
        "/DemoApp.class",
        "/demo-app",
        "/index.html%00.css",
        "/.git/config"
      })
  @Tag("THR-45")
  void givenAPathBesideThePage_thereIsNothing(String path) throws IOException {
    Reply reply = client.get(path);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("{\"error\":\"There is nothing at this path.\"}");
  }

  @Test
  @Tag("THR-47")
  void givenAllThatThePageIsTold_theSecretIsNotInIt() throws IOException {
    Reply reply = client.get("/demo/config.json");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains(demo.credentials().key())
        .doesNotContain(demo.credentials().secret());
    assertThat(demo.credentials().toString()).doesNotContain(demo.credentials().secret());
  }

  @Test
  @Tag("THR-48")
  void givenBelfryThatIsAway_theRefusalIsASentence() throws IOException {
    Reply reply = client.post("/demo/terminate", "user=ada");

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body())
        .startsWith("{\"error\":\"")
        .doesNotContain("Exception", "io.belfry", "java.");
    assertThat(reply.header("Server")).isEmpty();
  }

  @Test
  void givenAnyAnswer_theBrowserIsToldToTrustLittle() throws IOException {
    Reply reply = client.get("/");

    assertThat(reply.header("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.header("X-Frame-Options")).contains("DENY");
    assertThat(reply.header("Cache-Control")).contains("no-store");
  }

  @Test
  void givenAHead_thereIsNoBody() throws IOException {
    Reply reply = client.send("HEAD", "/main.js", "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }
}
