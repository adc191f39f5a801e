package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where identity providers tell of log-outs, whoever asks there. */
class BackchannelLogoutTest {
  private static final String PATH = "/apps/1/oidc/backchannel_logout";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private final IdentityProvider provider = IdentityProvider.start();
  private final TestServer server = TestServer.withConfig(yaml());

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  private String yaml() {
    return """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
            limits: {max_token_bytes: 1024}
            user_authentication: {jwt: [{%1$s, backchannel_logout: true}]}
          - id: "2"
            keys: [{key: other-key, secret: a secret of app 2}]
            user_authentication: {jwt: [{%1$s}]}
          - id: "3"
            keys: [{key: off-key, secret: a secret of app 3}]
            enabled: false
            user_authentication: {jwt: [{%1$s, backchannel_logout: true}]}
          - {id: "4", keys: [{key: bare-key, secret: a secret of app 4}]}
        """
        .formatted(
            "issuer: \"%s\", audience: %s, jwks_url: \"%s\""
                .formatted(provider.issuer(), provider.audience(), provider.keysUrl()));
  }

  private RecordingClient ask(String method, String path, String headers, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    RecordingClient answer =
        server.request(
            "%s %s HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d"
                .formatted(method, path, headers, length),
            body);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    return answer;
  }

  @ParameterizedTest
  @Tag("USR-058")
  @ValueSource(strings = {"2", "3", "4", "5", "%31%32", "%"})
  void givenAnAppWhoseIssuersTellOfNoLogouts_nothingIsThere(String app) {
    for (String method : List.of("POST", "GET", "OPTIONS")) {
      RecordingClient answer =
          ask(method, "/apps/" + app + "/oidc/backchannel_logout", FORM, "logout_token=x");

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.readBody()).contains("\"reason\":\"not_found\"");
    }
  }

  @Test
  @Tag("USR-058")
  void givenAnotherMethod_itIsRefusedAndTheRightOneNamed() {
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
      RecordingClient answer = ask(method, PATH, "", "");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
    RecordingClient options = ask("OPTIONS", PATH, "", "");
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.header("Allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @Tag("USR-058")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "Content-Type: application/json                                  | unsupported_media_type",
        "Content-Type: multipart/form-data; boundary=x                   | unsupported_media_type",
        "none                                                            | unsupported_media_type",
        "Content-Encoding: gzip                                          | unsupported_encoding"
      })
  void givenABodyOfAnotherKind_itIsRefused(String header, String reason) {
    RecordingClient answer =
        ask("POST", PATH, header == null ? "" : header + "\r\n", "logout_token=x");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.readBody()).contains("\"reason\":\"" + reason + "\"");
  }

  @ParameterizedTest
  @Tag("USR-058")
  @ValueSource(
      strings = {
        "",
        "&&=&",
        "token=x",
        "logout_token",
        "logout_token=",
        "logout_token=%",
        "logout_token=x&logout_token=x",
        "logout_token=x",
        "logout_token=a.b.c&logout=1",
        "logout_token=e30.e30.",
        "{\"logout_token\":\"x\"}"
      })
  void givenNoTokenThatIsOne_theAnswerIsThatOfTheStandardAndSaysLittle(String body) {
    RecordingClient answer =
        ask("POST", PATH, FORM.replace("urlencoded", "urlEncoded ; charset=UTF-8"), body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.readBody())
        .isEqualTo(
            "{\"error\":\"invalid_request\",\"error_description\":\"This logout token is not taken."
                + " The log of the server says why.\"}");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
  }

  @Test
  @Tag("USR-058")
  void givenABodyThatIsLongerThanATokenMayBe_itIsRefusedBeforeItIsRead() {
    RecordingClient answer = ask("POST", PATH, FORM, "logout_token=" + "x".repeat(3_000));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.readBody()).contains("\"reason\":\"request_too_large\"", "2048");
  }

  @Test
  @Tag("USR-058")
  void givenAnAddressThatAsksTooOften_itHasToWait() {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      statuses.add(ask("POST", PATH, FORM, "").status());
    }
    RecordingClient refused = ask("POST", PATH, FORM, "");

    assertThat(statuses.subList(0, 100)).containsOnly(400);
    assertThat(statuses.getLast()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.readBody()).contains("\"reason\":\"rate_limited\"");
  }

  @Test
  @Tag("USR-058")
  void givenANodeThatGoesDown_theProviderIsSentToAnother() {
    server.server().drain();

    assertThat(ask("POST", PATH, FORM, "logout_token=x").status()).isEqualTo(503);
  }
}
