package io.belfry.server;

import static io.belfry.server.TestServer.KEY;
import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static void assertRefused(RecordingClient client, int code, String sentence) {
    assertThat(client.status()).isEqualTo(101);
    assertThat(client.next()).isEqualTo(error(code, sentence));
    Frame close = client.nextClose();
    assertThat(close.closeCode()).isEqualTo(code);
    assertThat(close.closeReason()).isEqualTo(sentence);
  }

  @Test
  @Tag("WS-001")
  @Tag("WS-002")
  void givenAKnownKey_itGreetsFirst() {
    try (TestServer server = TestServer.start()) {
      RecordingClient client = server.open("/app/" + KEY);
      assertThat(client.next())
          .matches(
              "\\{\"event\":\"pusher:connection_established\",\"data\":\"\\{\\\\\"socket_id\\\\\":\\\\\"[0-9]+\\.[0-9]+"
                  + "\\\\\",\\\\\"activity_timeout\\\\\":120}\"}");
    }
  }

  @Test
  @Tag("WS-003")
  @Tag("THR-16")
  void givenManyConnections_itGivesEachAnIdOfItsOwn() {
    try (TestServer server = TestServer.start()) {
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        ids.add(server.connect().socketId());
      }
      assertThat(ids).hasSize(50).allMatch(id -> id.matches("[0-9]{1,20}\\.[0-9]{1,20}"));
    }
  }

  @Test
  @Tag("THR-16")
  void givenAHundredThousandSocketIds_noneComesTwice() {
    RandomGenerator source = BelfryServer.builder().random;
    assertThat(source).isInstanceOf(SecureRandom.class);
    Set<SocketId> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      ids.add(SocketId.drawnFrom(source));
    }
    assertThat(ids).hasSize(100_000).allMatch(id -> SocketId.isWellFormed(id.text()));
  }

  @ParameterizedTest
  @Tag("WS-004")
  @ValueSource(
      strings = {
        "?protocol=4",
        "?protocol=5",
        "?protocol=6",
        "?protocol=7&flash=false",
        "",
        "?client=x",
        "/?protocol=7",
        "?protocol=7&protocol=99",
        "?version=%zz&protocol=7"
      })
  void givenASupportedOrMissingProtocol_itAdmits(String rest) {
    try (TestServer server = TestServer.start()) {
      assertThat(server.connect("/app/" + KEY + rest).socketId()).isNotEmpty();
    }
  }

  @Test
  @Tag("WS-005")
  void givenAnUnusableProtocol_itClosesWithItsCode() {
    try (TestServer server = TestServer.start("strict_protocol: true")) {
      String path = "/app/" + KEY;
      assertRefused(server.open(path + "?protocol=x"), 4006, "Invalid version string format");
      assertRefused(server.open(path + "?protocol=3"), 4007, "Unsupported protocol version");
      assertRefused(server.open(path + "?protocol=8"), 4007, "Unsupported protocol version");
      assertRefused(server.open(path), 4008, "No protocol version supplied");
    }
  }

  @ParameterizedTest
  @Tag("WS-006")
  @Tag("WS-021")
  @ValueSource(strings = {"nobody", "retired-key", "APP-KEY", "app-key%00"})
  void givenAKeyThatIsNotActive_itClosesWith4001(String key) {
    try (TestServer server = TestServer.start()) {
      assertRefused(server.open("/app/" + key + "?protocol=7"), 4001, "Application does not exist");
    }
  }

  @Test
  @Tag("LIM-040")
  void givenASecondActiveKey_itAdmits() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.connect("/app/second-key?protocol=7").socketId()).isNotEmpty();
    }
  }

  @Test
  @Tag("WS-007")
  void givenADisabledApp_itClosesWith4003() {
    try (TestServer server = TestServer.start("enabled: false")) {
      assertRefused(server.open("/app/" + KEY), 4003, "Application disabled");
    }
  }

  @Test
  @Tag("WS-008")
  @Tag("WS-014")
  void givenAQuota_itNeverAdmitsMoreAndTakesPlacesBackOnce() {
    try (TestServer server = TestServer.start("limits: {max_connections: 3}")) {
      List<CompletableFuture<RecordingClient>> racing = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        racing.add(
            CompletableFuture.supplyAsync(
                () -> RecordingClient.connect(server.port(), "/app/" + KEY)));
      }
      List<RecordingClient> admitted = new ArrayList<>();
      for (CompletableFuture<RecordingClient> attempt : racing) {
        RecordingClient client = attempt.join();
        String first = client.next();
        if (first.contains("connection_established")) {
          admitted.add(client);
        } else {
          assertThat(first).isEqualTo(error(4004, "Application is over connection quota"));
          assertThat(client.nextClose().closeCode()).isEqualTo(4004);
          client.close();
        }
      }
      assertThat(admitted).hasSize(3);

      admitted.get(0).sendFrame(0x88, new byte[] {3, (byte) 232});
      assertThat(admitted.get(0).nextClose().closeCode()).isEqualTo(1000);
      admitted.get(0).awaitEnd();
      assertThat(server.connect().socketId()).isNotEmpty();
      assertRefused(server.open("/app/" + KEY), 4004, "Application is over connection quota");
      admitted.forEach(RecordingClient::close);
    }
  }

  @ParameterizedTest
  @Tag("WS-009")
  @ValueSource(strings = {"/", "/app", "/app/", "/app/a/b", "/nothing", "/app/%zz"})
  void givenAnUpgradeOnAnotherPath_itClosesWith4005(String path) {
    try (TestServer server = TestServer.start()) {
      assertRefused(server.open(path), 4005, "Path not found");
    }
  }

  @Test
  @Tag("WS-009")
  void givenAPrefix_itFindsTheAppBelowItAndAnswersOtherPathsWith404() {
    String config =
        """
        server: {host: 127.0.0.1, port: 0, path_prefixes: [/rt]}
        apps: [{id: "1", keys: [{key: app-key, secret: a secret of app 1}]}]
        """;
    try (TestServer server = TestServer.withConfig(config)) {
      assertThat(server.connect("/rt/app/app-key").socketId()).isNotEmpty();
      assertRefused(server.open("/rt/other"), 4005, "Path not found");
      assertThat(server.open("/app/app-key").status()).isEqualTo(404);
    }
  }

  @Test
  @Tag("WS-010")
  void givenATlsOnlyApp_itClosesAPlainSocketWith4000() {
    try (TestServer server = TestServer.start("require_tls: true")) {
      assertRefused(
          server.open("/app/" + KEY),
          4000,
          "Application only accepts SSL connections, reconnect using wss://");
    }
  }

  @Test
  @Tag("WS-011")
  @Tag("THR-21")
  void givenAllowedOrigins_itRefusesPagesOfOthers() {
    try (TestServer server =
        TestServer.start("allowed_origins: [\"https://shop.example\", \"*.example.com\"]")) {
      String path = "/app/" + KEY;
      for (String allowed : List.of("https://shop.example", "https://a.example.com:8443")) {
        assertThat(server.open(path, "Origin: " + allowed).next()).contains("established");
      }
      assertThat(server.open(path).next()).contains("established");
      for (String refused :
          List.of(
              "https://evilexample.com",
              "http://shop.example.evil",
              "null",
              "https://example.com",
              "")) {
        assertRefused(server.open(path, "Origin: " + refused), 4009, "Origin not allowed");
      }
    }
  }

  @Test
  @Tag("WS-011")
  @Tag("THR-21")
  void givenTwoOrigins_theyAreNone() {
    try (TestServer server = TestServer.start("allowed_origins: [\"https://shop.example\"]")) {
      for (String second : List.of("https://evil.example", "https://shop.example")) {
        assertRefused(
            server.open("/app/" + KEY, "Origin: https://shop.example", "Origin: " + second),
            4009,
            "Origin not allowed");
      }
    }
  }

  @Test
  @Tag("WS-011")
  void givenThatAnOriginIsRequired_itRefusesClientsWithoutOne() {
    try (TestServer server = TestServer.start("require_origin: true")) {
      assertRefused(server.open("/app/" + KEY), 4009, "Origin not allowed");
      assertThat(server.open("/app/" + KEY, "Origin: https://any.example").next())
          .contains("established");
    }
  }

  @Test
  @Tag("WS-012")
  void givenOfferedSubprotocols_itSelectsOursOrNone() {
    try (TestServer server = TestServer.start()) {
      String path = "/app/" + KEY;
      String name = "Sec-WebSocket-Protocol";
      assertThat(server.open(path, name + ": chat, pusher-channels-protocol-7").header(name))
          .isEqualTo("pusher-channels-protocol-7");
      assertThat(server.open(path, name + ": chat").header(name)).isEmpty();
      assertThat(server.open(path).header(name)).isEmpty();
    }
  }

  @Test
  @Tag("WS-013")
  void givenAFrameInThePacketOfTheUpgrade_itIsAnsweredAfterTheGreeting() {
    try (TestServer server = TestServer.start()) {
      RecordingClient client = RecordingClient.open(server.port());
      byte[] head =
          ("GET /app/app-key?client=Pysher&protocol=6 HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8);
      byte[] ping = "{\"event\":\"pusher:ping\",\"data\":\"\"}".getBytes(StandardCharsets.UTF_8);
      byte[] both = Arrays.copyOf(head, head.length + ping.length + 6);
      both[head.length] = (byte) 0x81;
      both[head.length + 1] = (byte) (0x80 | ping.length);
      System.arraycopy(ping, 0, both, head.length + 6, ping.length);
      client.sendBytes(both);
      client.readHead();
      assertThat(client.next()).contains("pusher:connection_established");
      assertThat(client.next()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");
      client.close();
    }
  }

  @Test
  @Tag("THR-24")
  void givenAMalformedUpgrade_itAnswersWithAStatusAndEnds() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.open("/app/" + KEY, "Sec-WebSocket-Key: second").status()).isEqualTo(400);
      RecordingClient old = RecordingClient.open(server.port());
      old.sendBytes(
          "GET /app/app-key HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      old.readHead();
      assertThat(old.status()).isEqualTo(426);
      old.awaitEnd();
      old.close();
    }
  }

  @Test
  @Tag("WS-015")
  void givenADrain_itClosesEveryConnectionWith4200() {
    try (TestServer server = TestServer.start()) {
      TestConnection first = server.connect();
      TestConnection second = server.connect();
      server.server().drain();
      for (TestConnection connection : List.of(first, second)) {
        assertThat(connection.next()).isEqualTo(error(4200, "Generic reconnect immediately"));
        assertThat(connection.client().nextClose().closeCode()).isEqualTo(4200);
      }
      assertRefused(server.open("/app/" + KEY), 4100, "Going down, come back in a second");
    }
  }
}
