package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions and ciphers as openssl sees them, which offers whatever it is told to. */
@Tag("THR-32")
class TlsVersionsTest {
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0,
               tls: {port: 0, engine: %s, %s}}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;
  // Else openssl itself does not even offer the old ones.
  private static final String OLD = " -cipher ALL:@SECLEVEL=0";

  @TempDir static Path folder;

  private static String files;
  private static OpenSsl openssl;

  @BeforeAll
  static void makeAKey() throws Exception {
    openssl = new OpenSsl(folder);
    openssl.run(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem");
    files =
        "cert_file: \"%s\", key_file: \"%s\""
            .formatted(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  private static TestServer start(String engine) {
    return TestServer.withConfig(CONFIG.formatted(engine, files));
  }

  private static OpenSsl.Ended connect(TestServer server, String options, String input)
      throws Exception {
    int port = server.server().tlsAddress().orElseThrow().getPort();
    return openssl.end("s_client -connect 127.0.0.1:" + port + options, input);
  }

  @ParameterizedTest
  @CsvSource({
    "boringssl, -tls1",
    "boringssl, -tls1_1",
    "boringssl, -tls1_2 -cipher ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:AES128-SHA",
    "boringssl, -tls1_2 -cipher AES128-GCM-SHA256:AES256-GCM-SHA384",
    "jdk, -tls1",
    "jdk, -tls1_1",
    "jdk, -tls1_2 -cipher ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:AES128-SHA",
    "jdk, -tls1_2 -cipher AES128-GCM-SHA256:AES256-GCM-SHA384"
  })
  void givenAnOldVersionOrCipher_itIsRefused(String engine, String offer) throws Exception {
    try (TestServer server = start(engine)) {
      String old = offer.contains("-cipher") ? "" : OLD;

      OpenSsl.Ended ended = connect(server, " " + offer + old, "");

      assertThat(ended.status()).isNotZero();
      // The server said no, and not openssl to itself.
      assertThat(ended.said()).contains("alert").contains("Cipher is (NONE)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "boringssl, -tls1_2, TLSv1.2",
    "boringssl, -tls1_3, TLSv1.3",
    "jdk, -tls1_2, TLSv1.2",
    "jdk, -tls1_3, TLSv1.3"
  })
  void givenAVersionOfToday_itIsTaken(String engine, String offer, String version)
      throws Exception {
    try (TestServer server = start(engine)) {
      OpenSsl.Ended ended = connect(server, " " + offer, "Q\n");

      assertThat(ended.said()).contains(version + ", Cipher is ").doesNotContain("(NONE)");
      assertThat(ended.status()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void givenASecondHandshake_theConnectionEnds(String engine) throws Exception {
    try (TestServer server = start(engine)) {
      OpenSsl.Ended ended = connect(server, " -tls1_2 -legacy_renegotiation", "R\n");

      assertThat(ended.said()).contains("RENEGOTIATING").doesNotContain("HTTP/1.1");
      assertThat(ended.status()).isNotZero();
    }
  }
}
