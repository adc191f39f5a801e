package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that name the address they connect to as their origin, on an app that lists origins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnOriginTest {
  private final TestServer server = TestServer.start("allowed_origins: [\"https://shop.example\"]");

  @AfterAll
  void stop() {
    server.close();
  }

  private void check(boolean isAdmitted, String target, String host, String... fields) {
    RecordingClient client = RecordingClient.open(server.port());
    client.sendBytes(
        ("GET "
                + target
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + String.join("\r\n", fields)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    client.readHead();
    assertThat(client.status()).isEqualTo(101);
    assertThat(client.next())
        .contains(isAdmitted ? "connection_established" : "\"code\":4009,\"message\":\"Origin not");
    client.close();
  }

  @ParameterizedTest
  @Tag("WS-011")
  @Tag("THR-21")
  @CsvSource({
    "push.example, http://push.example",
    "push.example, https://push.example",
    "push.example, HTTPS://Push.Example",
    "PUSH.example, http://push.EXAMPLE",
    "push.example:80, http://push.example",
    "push.example, http://push.example:80",
    "push.example:443, https://push.example",
    "push.example, https://push.example:443",
    "push.example:6001, http://push.example:6001",
    "127.0.0.1:6001, http://127.0.0.1:6001",
    "[::1]:6001, http://[::1]:6001",
    "[::1], https://[::1]:443",
    "my_service:6001, http://my_service:6001"
  })
  void givenTheOriginOfTheAddressAskedFor_itIsNoOtherSite(String host, String origin) {
    check(true, "/app/app-key", host, "Origin: " + origin);
  }

  @ParameterizedTest
  @Tag("WS-011")
  @Tag("THR-21")
  @CsvSource({
    "push.example:443, http://push.example",
    "push.example:80, https://push.example",
    "push.example:6001, http://push.example",
    "push.example, http://push.example:6001",
    "push.example, http://evilpush.example",
    "push.example, http://push.example.evil",
    "push.example, http://push.example.",
    "push.example, http://x.push.example",
    "push.example, http://u@push.example",
    "push.example, http://push.example/",
    "push.example, http://push.example/a",
    "push.example, http://push.example?",
    "push.example, http://push.example#",
    "push.example, http://push.example:",
    "push.example, ws://push.example",
    "push.example, capacitor://push.example",
    "push.example, //push.example",
    "push.example, push.example",
    "push.example, null",
    "null, null",
    "push.example, http://",
    "push.example, 'http://push.example, http://push.example'",
    "push.example, http://push.example http://push.example",
    "[::1], http://[::2]",
    "[::1], http://::1"
  })
  void givenAnyOtherOrigin_itIsRefused(String host, String origin) {
    check(false, "/app/app-key", host, "Origin: " + origin);
  }

  @Test
  @Tag("WS-011")
  void givenAForwardedHost_itIsNotBelieved() {
    check(
        false,
        "/app/app-key",
        "10.0.0.1:6001",
        "Origin: https://evil.example",
        "X-Forwarded-Host: evil.example",
        "Forwarded: host=evil.example;proto=https");
  }

  @Test
  @Tag("WS-011")
  void givenAWholeUrlAsTarget_itsHostIsTheOneAskedFor() {
    String target = "http://push.example/app/app-key";
    check(true, target, "other.example", "Origin: http://push.example");
    check(false, target, "other.example", "Origin: http://other.example");
  }
}
