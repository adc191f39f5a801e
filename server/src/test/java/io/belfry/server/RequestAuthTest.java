package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.api.Vectors;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.RecordingClient;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestAuthTest {
  private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0}
      apps:
        - id: "3"
          keys:
            - {key: 278d425bdf160c739803, secret: 7ad3773142a6692b25b8}
            - {key: second-key, secret: a second secret}
        - id: "4"
          keys: [{key: other-key, secret: another secret}]
        - id: "5"
          enabled: false
          keys: [{key: off-key, secret: secret of an app that is off}]
      """;

  // What the vectors could not foresee (ADR 0075).
  private static final Map<String, String> SINCE_THEN = Map.of("REQ-N2", "405 method_not_allowed");

  private static RecordingClient send(
      TestServer server, String method, String target, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return server.request(
        method + " " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + length, body);
  }

  @TestFactory
  @Tag("HTTP-020")
  @Tag("HTTP-022")
  @Tag("HTTP-024")
  @Tag("HTTP-025")
  @Tag("HTTP-026")
  @Tag("HTTP-028")
  Stream<DynamicTest> givenAVectorOfARoute_itIsAnsweredAsTheVectorSays() {
    return Vectors.requests()
        .filter(vector -> vector.method().equals("POST") && !vector.target().contains("batch"))
        .map(vector -> DynamicTest.dynamicTest(vector.id(), () -> check(vector)));
  }

  private static void check(Vectors.RequestVector vector) {
    try (TestServer server = TestServer.withConfig(CONFIG, new ManualClock(vector.clock()))) {
      RecordingClient answer = send(server, vector.method(), vector.target(), vector.body());
      if (vector.isAccepted()) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.readBody()).startsWith("{");
      } else {
        String expected = SINCE_THEN.getOrDefault(vector.id(), vector.reason());
        assertThat(expected).contains(String.valueOf(answer.status()));
        String body = answer.readBody();
        String reason = body.replaceAll(".*\"reason\":\"([a-z0-9_]+)\".*", "$1");
        assertThat(expected).contains(reason);
      }
    }
  }

  private static String signed(String key, String secret, String method, String path, String more) {
    String query = "auth_key=" + key + "&auth_timestamp=1000000&auth_version=1.0" + more;
    String signature = Secret.of(secret).sign(method + "\n" + path + "\n" + query);
    return path + "?" + query + "&auth_signature=" + signature;
  }

  private static TestServer serverAt(long epochSecond) {
    return TestServer.withConfig(CONFIG, new ManualClock(Instant.ofEpochSecond(epochSecond)));
  }

  private static void assertRefused(RecordingClient answer, int status, String reason) {
    String body = answer.readBody();
    assertThat(answer.status()).as(body).isEqualTo(status);
    assertThat(body).contains("\"reason\":\"" + reason + "\"");
  }

  private static final String TERMINATE = "/apps/3/users/a/terminate_connections";

  @Test
  @Tag("HTTP-026")
  @Tag("HTTP-027")
  @Tag("THR-08")
  void givenAClockAtTheEdgeOfTheWindow_itAcceptsAndOneSecondMoreRefuses() {
    String target = signed("second-key", "a second secret", "POST", TERMINATE, "");
    for (long now : new long[] {1_000_600, 999_400}) {
      try (TestServer server = serverAt(now)) {
        assertThat(send(server, "POST", target, "").status()).isEqualTo(200);
      }
    }
    for (long now : new long[] {1_000_601, 999_399}) {
      try (TestServer server = serverAt(now)) {
        RecordingClient answer = send(server, "POST", target, "");
        String body = answer.readBody();
        assertThat(body).contains("auth_timestamp_expired").contains("1000000").contains("600 s");
        assertThat(body).contains(Long.toString(now));
      }
    }
  }

  @Test
  @Tag("HTTP-029")
  @Tag("HTTP-028")
  @Tag("LIM-040")
  void givenKeys_anyActiveOneOfTheAppInThePathAuthenticates() {
    try (TestServer server = serverAt(1_000_000)) {
      String second = signed("second-key", "a second secret", "POST", TERMINATE, "");
      assertThat(send(server, "POST", second, "").status()).isEqualTo(200);
      String other = signed("other-key", "another secret", "POST", TERMINATE, "");
      assertRefused(send(server, "POST", other, ""), 401, "auth_key_unknown");
      String none = signed("nobody", "x", "POST", TERMINATE, "");
      assertRefused(send(server, "POST", none, ""), 401, "auth_key_unknown");
    }
  }

  @Test
  @Tag("HTTP-032")
  void givenAnAuthParameterTwice_itIsRefused() {
    try (TestServer server = serverAt(1_000_000)) {
      String[] repeated = {
        "&auth_key=second-key",
        "&auth_timestamp=1000000",
        "&auth_version=1.0",
        "&auth_signature=00",
        "&body_md5=" + EMPTY_MD5 + "&body_md5=" + EMPTY_MD5
      };
      for (String more : repeated) {
        String target = signed("second-key", "a second secret", "POST", TERMINATE, more);
        assertRefused(send(server, "POST", target, ""), 401, "auth_param_missing");
      }
    }
  }

  @ParameterizedTest
  @Tag("HTTP-032")
  @ValueSource(
      strings = {
        "auth%5Fkey=second-key",
        "auth_ke%79=second-key",
        "Auth_Key=second-key",
        "AUTH%5fKEY=second-key",
        "auth_key[]=second-key",
        "auth_key[0]=second-key",
        "auth_key%5B1%5D=second-key",
        "auth_%E2%84%AAey=second-key",
        "auth%5Ftimestamp=1",
        "auth_timestamp[0]=1",
        "Auth_timestamp=1",
        "auth%5Fversion=1.0",
        "auth%5Fsignature=00",
        "auth_signature[]=00",
        "body%5Fmd5=00",
        "Body_md5=00",
        "BODY_MD5[7]=00"
      })
  void givenAnAuthParameterAgainInAnotherSpelling_itIsRefusedThoughSigned(String alias) {
    try (TestServer server = serverAt(1_000_000)) {
      String decoded = URLDecoder.decode(alias, StandardCharsets.UTF_8);
      for (String signedAs : List.of(alias, decoded, decoded.toLowerCase(Locale.ROOT))) {
        List<String> query =
            new ArrayList<>(
                List.of(
                    "auth_key=second-key",
                    "auth_timestamp=1000000",
                    "auth_version=1.0",
                    "body_md5=" + EMPTY_MD5));
        String target = TERMINATE + "?" + String.join("&", query) + "&" + alias;
        query.add(signedAs);
        query.sort(Comparator.comparing(pair -> pair.substring(0, pair.indexOf('='))));
        String signature =
            Secret.of("a second secret")
                .sign("POST\n" + TERMINATE + "\n" + String.join("&", query));
        assertRefused(
            send(server, "POST", target + "&auth_signature=" + signature, ""),
            401,
            "auth_param_missing");
      }
    }
  }

  @ParameterizedTest
  @Tag("HTTP-031")
  @ValueSource(strings = {"", "0", "00", "zz", "x"})
  void givenASignatureThatIsNoneByItsForm_itIsRefusedInTheSameWords(String signature) {
    try (TestServer server = serverAt(1_000_000)) {
      for (String form : new String[] {signature, signature.repeat(32), signature.repeat(64)}) {
        String right = signed("second-key", "a second secret", "POST", TERMINATE, "");
        String wrong = right.substring(0, right.indexOf("auth_signature=") + 15) + form;
        assertRefused(send(server, "POST", wrong, ""), 401, "auth_signature_invalid");
      }
    }
  }

  @Test
  @Tag("HTTP-033")
  @Tag("HTTP-037")
  @Tag("THR-47")
  void givenAWrongSignature_itShowsTheTextToSignAndNothingSecret() {
    try (TestServer server = serverAt(1_000_000)) {
      String right = signed("second-key", "a second secret", "POST", TERMINATE, "");
      String expected = right.substring(right.indexOf("auth_signature=") + 15);
      String wrong = right.replace(expected, "0".repeat(64));
      String body = send(server, "POST", wrong, "").readBody();
      assertThat(body)
          .contains("auth_signature_invalid")
          .contains("\"string_to_sign\":\"POST\\n" + TERMINATE + "\\nauth_key=second-key&auth_")
          .doesNotContain(expected)
          .doesNotContain("a second secret");
    }
  }

  @Test
  @Tag("HTTP-035")
  void givenAnUpperCaseSignature_itIsAccepted() {
    try (TestServer server = serverAt(1_000_000)) {
      String right = signed("second-key", "a second secret", "POST", TERMINATE, "");
      String signature = right.substring(right.indexOf("auth_signature=") + 15);
      String upper = right.replace(signature, signature.toUpperCase(Locale.ROOT));
      assertThat(send(server, "POST", upper, "").status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("HTTP-030")
  void givenABadSignatureAndABadBody_theSignatureIsJudgedFirst() {
    try (TestServer server = serverAt(1_000_000)) {
      String target = signed("second-key", "wrong", "POST", "/apps/3/events", "&body_md5=x");
      assertRefused(send(server, "POST", target, "not json"), 401, "auth_body_md5_mismatch");
      assertRefused(send(server, "POST", "/apps/3/events", "not json"), 401, "auth_param_missing");
    }
  }

  @Test
  @Tag("HTTP-028")
  void givenAnAppThatIsOffOrUnknown_itSaysSo() {
    try (TestServer server = serverAt(1_000_000)) {
      String off = "/apps/5/users/a/terminate_connections";
      String secret = "secret of an app that is off";
      assertRefused(
          send(server, "POST", signed("off-key", secret, "POST", off, ""), ""),
          403,
          "app_disabled");
      assertRefused(
          send(server, "POST", signed("off-key", "wrong", "POST", off, ""), ""),
          401,
          "auth_signature_invalid");
      assertRefused(send(server, "POST", "/apps/9/events", ""), 404, "app_not_found");
    }
  }

  @Test
  @Tag("HTTP-034")
  @Tag("HTTP-010")
  void givenAPathPrefix_theSignatureMayCoverItOrNot() {
    String config = CONFIG.replace("port: 0,", "port: 0, path_prefixes: [/rt],");
    try (TestServer server =
        TestServer.withConfig(config, new ManualClock(Instant.ofEpochSecond(1_000_000)))) {
      String without = signed("second-key", "a second secret", "POST", TERMINATE, "");
      assertThat(send(server, "POST", "/rt" + without, "").status()).isEqualTo(200);
      String with = signed("second-key", "a second secret", "POST", "/rt" + TERMINATE, "");
      assertThat(send(server, "POST", with, "").status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("HTTP-020")
  void givenATimestampThatIsNoNumber_itSaysSo() {
    try (TestServer server = serverAt(1_000_000)) {
      for (String bad : Map.of("1e6", "", "-1", "", "9".repeat(30), "", "", "").keySet()) {
        String target =
            TERMINATE
                + "?auth_key=second-key&auth_version=1.0&auth_signature=00&auth_timestamp="
                + bad;
        assertRefused(send(server, "POST", target, ""), 401, "auth_timestamp_invalid");
      }
    }
  }
}
