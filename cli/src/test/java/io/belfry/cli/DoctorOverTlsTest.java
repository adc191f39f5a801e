package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code belfry doctor} says of certificates that a server really shows. */
@Timeout(60)
class DoctorOverTlsTest {
  private static final String HERE = "DNS:localhost,IP:127.0.0.1";

  @TempDir static Path folder;

  private static TestAuthority authority;
  private static Issued good;

  @BeforeAll
  static void makeAuthority() throws Exception {
    authority = TestAuthority.in(folder);
    good = authority.issue("good", HERE, 40);
  }

  /** Runs it against that port, with what any client has to be told of an authority. */
  private static Ran trusting(String file, ServedApp app, String... more) {
    List<String> words = new ArrayList<>(List.of("doctor", url(app), "--ca-file=" + file));
    words.addAll(List.of(more));
    return Ran.with(words.toArray(String[]::new));
  }

  private static String url(ServedApp app) {
    return "https://127.0.0.1:" + app.server().tlsAddress().orElseThrow().getPort();
  }

  @Test
  void givenAnAuthorityThatIsNamed_everyStepIsOkAndSignedOverTls() throws IOException {
    try (ServedApp app = ServedApp.overTls(folder, good)) {
      Ran ran =
          trusting(
              authority.certificate(),
              app,
              "--key=app-key",
              "--secret-file=" + folder.resolve("secret"),
              "--contexts=" + folder.resolve("none.json"));

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
      assertThat(ran.out().lines()).allMatch(line -> line.startsWith("ok    "));
      assertThat(ran.out())
          .containsPattern("(?m)^ok +tls +TLSv1\\.3, TLS_\\w+, the certificate holds 39 days$")
          .containsPattern("(?m)^ok +sign-in +")
          .containsPattern("(?m)^ok +event +")
          .doesNotContain(ServedApp.SECRET);
    }
  }

  @Test
  void givenAnAuthorityThatIsNotNamed_itIsSaidAndNothingSignedIsSent() throws IOException {
    try (ServedApp app = ServedApp.overTls(folder, good)) {
      Ran ran =
          Ran.with(
              "doctor",
              url(app),
              "--key=app-key",
              "--secret-file=" + folder.resolve("secret"),
              "--contexts=" + folder.resolve("none.json"));

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out())
          .containsPattern("(?m)^fail +tls +the certificate is not trusted")
          .contains("--ca-file")
          .doesNotContain("sign-in", "upgrade");
    }
  }

  @Test
  void givenAnAuthorityThatIsNotNamed_aCallSaysHowToNameIt() throws IOException {
    try (ServedApp app = ServedApp.overTls(folder, good)) {
      Ran ran =
          Ran.with(
              "channels",
              "--url=" + url(app),
              "--key=app-key",
              "--secret-file=" + folder.resolve("secret"),
              "--contexts=" + folder.resolve("none.json"));

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err())
          .contains("is not trusted", "--ca-file")
          .doesNotContain("Exception")
          .hasLineCount(1);
    }
  }

  @Test
  void givenACertificateThatIsOver_itIsSaidWhetherItsAuthorityIsTrustedOrItself() throws Exception {
    Issued over = authority.issue("over", HERE, -1);
    try (ServedApp app = ServedApp.overTls(folder, over)) {
      for (String trusted : List.of(authority.certificate(), over.certificate().toString())) {
        Ran ran = trusting(trusted, app);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("(?m)^fail +tls +the certificate is expired$");
      }
    }
  }

  @Test
  void givenACertificateThatEndsSoon_itIsAWarningAndNoFailure() throws Exception {
    try (ServedApp app = ServedApp.overTls(folder, authority.issue("soon", HERE, 7))) {
      Ran ran = trusting(authority.certificate(), app);

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
      assertThat(ran.out()).containsPattern("(?m)^warn +tls +.*, the certificate holds 6 days$");
    }
  }

  @Test
  void givenACertificateOfAnotherName_itIsSaid() throws Exception {
    for (String names : List.of("DNS:other.example", "IP:127.0.0.9")) {
      try (ServedApp app = ServedApp.overTls(folder, authority.issue("other", names, 40))) {
        Ran ran = trusting(authority.certificate(), app);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
            .containsPattern("(?m)^fail +tls +the certificate is for another name$");
      }
    }
  }

  @Test
  void givenAFileWithoutCertificates_itIsSaid() throws IOException {
    try (ServedApp app = ServedApp.overTls(folder, good)) {
      Ran ran = trusting(good.key().toString(), app);

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("Expected a readable file with certificates in PEM");
    }
  }

  @Test
  void givenAnAddressWithoutTlsAtThePortThatSpeaksIt_itIsSaid() throws IOException {
    try (ServedApp app = ServedApp.overTls(folder, good)) {
      Ran ran = Ran.with("doctor", url(app).replace("https:", "http:"));

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).containsPattern("(?m)^fail +health").contains("https://");
    }
  }
}
