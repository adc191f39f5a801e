package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The date at which a certificate ends is known to whoever looks, and said in time. */
@Tag("THR-32")
class CertificateDateTest {
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0, operations: {port: 0},
               tls: {port: 0, cert_file: "%1$s/cert.pem", key_file: "%1$s/key.pem"}}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    make("20");
  }

  private static void make(String days) throws Exception {
    String unused =
        new OpenSsl(folder)
            .run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
                    + " -keyout key.pem -out cert.pem -days "
                    + days);
  }

  @Test
  void givenACertificateThatEndsSoon_itIsSaidOnceADayUntilItIsRenewed() throws Exception {
    // The date of the certificate is the machine's, whatever the test's clock says.
    ManualClock clock = new ManualClock();
    Duration behind = Duration.between(clock.instant(), Instant.now());
    clock.advance(behind);
    try (LogTap log = LogTap.on("io.belfry.server.PublicCertificate", Level.WARN);
        TestServer server = TestServer.withConfig(CONFIG.formatted(folder), clock)) {
      Api api = new Api(server);
      assertThat(api.page("/health").body()).contains("\"tls\":{\"certificate_until\":\"20");
      assertThat(api.page("/metrics").body())
          .contains("belfry_tls_certificate_expiry_timestamp_seconds ");
      assertThat(log.isQuiet()).isTrue();

      clock.advance(Duration.ofDays(7));
      assertThat(log.next()).startsWith("the certificate ends in 12 days");
      clock.advance(Duration.ofHours(2));
      server.connect().hasNothing();
      assertThat(log.isQuiet()).isTrue();
      clock.advance(Duration.ofDays(14));
      assertThat(log.next()).startsWith("the certificate has expired");

      make("60");
      server.server().renewCertificate();
      clock.advance(Duration.ofDays(2));
      server.connect().hasNothing();
      assertThat(log.isQuiet()).isTrue();
    }
  }
}
