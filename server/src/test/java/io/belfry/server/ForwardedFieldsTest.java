package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.server.hook.Hooks;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server takes from the fields that proxies add, and from whom. */
@Tag("THR-33")
class ForwardedFieldsTest {
  private static final int STRANGER = 1;
  private static final int PROXY = 2;
  private static final int OTHER_PROXY = 3;
  private static final String CONFIG =
      """
      server:
        host: 127.0.0.1
        port: 0
        event_loops: 1
        drain_seconds: 0
        trusted_proxies: [127.0.0.2, 127.0.0.3, 10.0.0.0/8, "fd00::/8"]
      %s
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          allowed_origins: [https://shop.example]
        - id: "2"
          keys: [{key: tls-key, secret: a secret of app 2}]
          require_tls: true
      """;

  private final BlockingQueue<Hooks.Connecting> connecting = new LinkedBlockingQueue<>();
  private final Hooks recorder =
      new Hooks() {
        @Override
        public CompletionStage<Permission> connecting(Connecting client) {
          connecting.add(client);
          return Permission.allow();
        }
      };

  @AutoClose private final TestServer server = start("");

  private TestServer start(String settings) {
    return TestServer.withConfig(
        CONFIG.formatted(settings.isEmpty() ? "" : "  " + settings),
        parts -> parts.hooks(recorder));
  }

  private RecordingClient connect(int host, String target, String... lines) {
    RecordingClient client = Peers.from(host, server.port());
    client.upgrade(target, lines);
    return client;
  }

  /** The address that the server takes a request for that has these lines. */
  private String addressOf(int host, String... lines) {
    try (RecordingClient client = connect(host, "/app/app-key?protocol=7", lines)) {
      assertThat(client.next()).contains("pusher:connection_established");
      InetAddress address = next().from().address();
      return address == null ? "none" : address.getHostAddress();
    }
  }

  private Hooks.Connecting next() {
    try {
      Hooks.Connecting asked = connecting.poll(20, TimeUnit.SECONDS);
      if (asked == null) {
        throw new AssertionError("Nobody was asked.");
      }
      return asked;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          203.0.113.7                                       | 203.0.113.7
          198.51.100.1, 203.0.113.7                         | 203.0.113.7
          198.51.100.1, 203.0.113.7, 10.1.2.3               | 203.0.113.7
          198.51.100.1,203.0.113.7 ,, 10.1.2.3,             | 203.0.113.7
          203.0.113.7:4711                                  | 203.0.113.7
          2001:db8::1                                       | 2001:db8:0:0:0:0:0:1
          [2001:db8::1]                                     | 2001:db8:0:0:0:0:0:1
          [2001:db8::1]:4711                                | 2001:db8:0:0:0:0:0:1
          203.0.113.7, fd12::1                              | 203.0.113.7
          ::ffff:203.0.113.7, ::ffff:10.0.0.1               | 203.0.113.7
          10.0.0.8, 10.0.0.9                                | 10.0.0.8
          127.0.0.1, 203.0.113.7                            | 203.0.113.7
          ", 203.0.113.7                                    | 203.0.113.7
          203.0.113.7, unknown                              | 127.0.0.2
          203.0.113.7, _hidden, 10.0.0.9                    | 10.0.0.9
          203.0.113.7, nonsense                             | 127.0.0.2
          203.0.113.7, 1.2.3.4.5, 10.0.0.9                  | 10.0.0.9
          localhost                                         | 127.0.0.2
          fe80::1%eth0                                      | 127.0.0.2
          1.2.3                                             | 127.0.0.2
          203.0.113.7:                                      | 127.0.0.2
          203.0.113.7:123456                                | 127.0.0.2
          [203.0.113.7]                                     | 127.0.0.2
          [2001:db8::1                                      | 127.0.0.2
          """)
  void givenAddressesOfATrustedProxy_theLastOneThatIsNoProxysIsTheClients(
      String value, String address) {
    assertThat(addressOf(PROXY, "X-Forwarded-For: " + value)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          for=203.0.113.7                                         | 203.0.113.7
          For="203.0.113.7:4711";proto=https;by=10.0.0.1          | 203.0.113.7
          for=203.0.113.7:4711                                    | 203.0.113.7
          for="[2001:db8::1]:4711"                                | 2001:db8:0:0:0:0:0:1
          for="[2001:db8::1]:_port" ; host="a,b"                  | 2001:db8:0:0:0:0:0:1
          for=198.51.100.1, for=203.0.113.7                       | 203.0.113.7
          for=203.0.113.7, for=10.0.0.9;proto=http                | 203.0.113.7
          for="x, for=203.0.113.7                                 | 203.0.113.7
          for="x\\, for="203.0.113.7"                             | 203.0.113.7
          for=1.1.1.1;ext="\\", for=2.2.2.2", for=203.0.113.7     | 203.0.113.7
          ;;for=203.0.113.7;;                                     | 203.0.113.7
          for=203.0.113.7, for=unknown                            | 127.0.0.2
          for=203.0.113.7, for=_a1b2, for=10.0.0.9                | 10.0.0.9
          for=203.0.113.7, for="_a1b2:_c3", for=10.0.0.9          | 10.0.0.9
          for=203.0.113.7;for=203.0.113.8                         | 127.0.0.2
          for=203.0.113.7 for=203.0.113.8                         | 127.0.0.2
          for = 203.0.113.7                                       | 127.0.0.2
          for=                                                    | 127.0.0.2
          for="203.0.113.7                                        | 127.0.0.2
          for="203.0.113.7"x                                      | 127.0.0.2
          203.0.113.7                                             | 127.0.0.2
          proto=https                                             | 127.0.0.2
          """)
  void givenForwardedOfATrustedProxy_itIsReadFromItsEnd(String value, String address) {
    assertThat(addressOf(PROXY, "Forwarded: " + value)).isEqualTo(address);
  }

  @Test
  void givenSeveralLines_theyAreOneList() {
    assertThat(
            addressOf(
                PROXY, "X-Forwarded-For: 198.51.100.1, 203.0.113.7", "X-Forwarded-For: 10.0.0.9"))
        .isEqualTo("203.0.113.7");
    assertThat(addressOf(PROXY, "Forwarded: for=\"", "Forwarded: for=203.0.113.7"))
        .isEqualTo("203.0.113.7");
  }

  @Test
  void givenMoreProxiesThanAnybodyHas_theOldestThatIsLookedAtIsTaken() {
    String proxies = ", 10.0.0.9".repeat(200);
    assertThat(addressOf(PROXY, "X-Forwarded-For: 203.0.113.7" + proxies)).isEqualTo("10.0.0.9");
  }

  @Test
  void givenFieldsOfAStranger_theyChangeNothing() {
    assertThat(addressOf(STRANGER, "X-Forwarded-For: 203.0.113.7", "X-Real-IP: 203.0.113.7"))
        .isEqualTo("127.0.0.1");
    assertThat(addressOf(STRANGER, "Forwarded: for=203.0.113.7")).isEqualTo("127.0.0.1");
    assertThat(closeCode(STRANGER, "X-Forwarded-Proto: https")).isEqualTo(4000);
    assertThat(
            closeCodeOfOrigin(STRANGER, "Origin: https://a.example", "X-Forwarded-Host: a.example"))
        .isEqualTo(4009);
  }

  @Test
  void givenBothKindsOfFields_theyAreBelievedOnlyWhereTheyAgree() {
    try (LogTap log = LogTap.on("io.belfry.server.net.proxy.ForwardedFields", Level.WARN)) {
      String[] agreeing = {
        "Forwarded: for=203.0.113.7;proto=https",
        "X-Forwarded-For: 203.0.113.7",
        "X-Forwarded-Proto: https"
      };
      assertThat(addressOf(PROXY, agreeing)).isEqualTo("203.0.113.7");
      assertThat(addressOf(PROXY, "Forwarded: for=198.51.100.1", "X-Forwarded-For: 203.0.113.7"))
          .isEqualTo("127.0.0.2");
      assertThat(addressOf(PROXY, "Forwarded: for=203.0.113.7;proto=https", agreeing[1]))
          .isEqualTo("127.0.0.2");
      assertThat(log.next()).contains("127.0.0.2", "Forwarded", "two clients");
      assertThat(log.isQuiet()).isTrue();
    }
  }

  private int closeCode(int host, String... lines) {
    try (RecordingClient client = connect(host, "/app/tls-key?protocol=7", lines)) {
      return closeCode(client);
    }
  }

  private int closeCodeOfOrigin(int host, String... lines) {
    try (RecordingClient client = connect(host, "/app/app-key?protocol=7", lines)) {
      return closeCode(client);
    }
  }

  /** The code that a newcomer is closed with; 0 for none. */
  private static int closeCode(RecordingClient client) {
    Frame first = client.nextFrame();
    boolean isGreeted = first.text().contains("pusher:connection_established");
    return isGreeted ? 0 : client.nextClose().closeCode();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          X-Forwarded-Proto: https                                            | 0
          X-Forwarded-Proto: WSS                                              | 0
          X-Forwarded-Proto: http                                             | 4000
          X-Forwarded-Proto: https, http                                      | 4000
          X-Forwarded-For: 203.0.113.7                                        | 4000
          X-Forwarded-For: 203.0.113.7;X-Forwarded-Proto: https               | 0
          X-Forwarded-For: 203.0.113.7, 10.0.0.9;X-Forwarded-Proto: https     | 0
          X-Forwarded-For: 203.0.113.7, 10.0.0.9;X-Forwarded-Proto: https, http | 0
          X-Forwarded-For: 203.0.113.7, 10.0.0.9;X-Forwarded-Proto: http, https | 4000
          X-Forwarded-For: 203.0.113.7;X-Forwarded-Proto: https, http         | 4000
          """)
  void givenAnAppThatRequiresTls_theSchemeOfTheClientsOwnHopDecides(String lines, int code) {
    assertThat(closeCode(PROXY, lines.split(";"))).isEqualTo(code);
  }

  @Test
  void givenAnAppThatRequiresTls_forwardedDecidesToo() {
    assertThat(closeCode(PROXY, "Forwarded: for=203.0.113.7;proto=https")).isZero();
    assertThat(closeCode(PROXY, "Forwarded: for=_x;proto=https, for=10.0.0.9;proto=http")).isZero();
    assertThat(closeCode(PROXY, "Forwarded: proto=https;for=203.0.113.7, for=10.1.1.1")).isZero();
    assertThat(closeCode(PROXY, "Forwarded: for=1.1.1.1;proto=https, for=203.0.113.7"))
        .isEqualTo(4000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host: push.example",
        "X-Forwarded-Host: push.example:443",
        "X-Forwarded-Host: push.example;X-Forwarded-Port: 443",
        "X-Forwarded-Host: push.example;X-Forwarded-Port: 80",
        "Forwarded: for=203.0.113.7|host=push.example"
      })
  @Tag("THR-21")
  void givenAPageOfTheHostThatTheClientAskedTheProxyFor_itIsNoOtherSite(String lines) {
    String[] all = ("Origin: https://push.example;" + lines).split(";");
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i].replace('|', ';');
    }
    assertThat(closeCodeOfOrigin(PROXY, all)).isZero();
    all[0] = "Origin: https://push.example.evil";
    assertThat(closeCodeOfOrigin(PROXY, all)).isEqualTo(4009);
  }

  @Test
  @Tag("THR-21")
  void givenAPortThatTheProxyTells_itIsThatOfTheHost() {
    String host = "X-Forwarded-Host: push.example";
    String port = "X-Forwarded-Port: 8443";
    assertThat(closeCodeOfOrigin(PROXY, "Origin: https://push.example:8443", host, port)).isZero();
    assertThat(closeCodeOfOrigin(PROXY, "Origin: https://push.example", host, port))
        .isEqualTo(4009);
    assertThat(closeCodeOfOrigin(PROXY, "Origin: https://x", "X-Forwarded-Host: x/y?"))
        .isEqualTo(4009);
  }

  @Test
  @Tag("LIM-011")
  void givenAPaceForEachAddress_itIsThatOfClientsAndNotOfTheirProxy() {
    try (TestServer paced = start("connect_rate_per_address: 1")) {
      assertThat(statuses(paced, PROXY, "203.0.113.7", "203.0.113.8", "203.0.113.9"))
          .containsExactly(101, 101, 101);
      assertThat(statuses(paced, OTHER_PROXY, "203.0.113.7", "203.0.113.10"))
          .containsExactly(429, 101);
    }
  }

  private static Stream<Integer> statuses(TestServer server, int host, String... clients) {
    return Stream.of(clients)
        .map(
            address -> {
              try (RecordingClient client = Peers.from(host, server.port())) {
                client.upgrade("/app/app-key?protocol=7", "X-Forwarded-For: " + address);
                return client.status();
              }
            });
  }

  @Test
  @Tag("USR-070")
  void givenARefusal_itIsSaidWithTheAddressOfTheClient() {
    try (LogTap log = LogTap.onRefusals()) {
      try (RecordingClient client =
          connect(PROXY, "/app/no-such-key?protocol=7", "X-Forwarded-For: 203.0.113.7")) {
        assertThat(closeCode(client)).isEqualTo(4001);
      }
      assertThat(log.next()).contains("203.0.113.7").doesNotContain("127.0.0.2");
      try (RecordingClient client = Peers.from(PROXY, server.port())) {
        client.sendBytes(
            "GET /apps/1/channels HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 203.0.113.8\r\n\r\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        client.readHead();
        assertThat(client.status()).isEqualTo(401);
      }
      assertThat(log.next()).contains("203.0.113.8").doesNotContain("127.0.0.2");
    }
  }
}
