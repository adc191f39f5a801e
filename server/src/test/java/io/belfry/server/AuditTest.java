package io.belfry.server;

import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a real server keeps of who came, who did not, and what was changed. */
class AuditTest {
  @TempDir Path data;

  private String yaml(String keys, String ofApp) {
    return """
        server: {host: 127.0.0.1, port: 0, operations: {port: 0}, data_dir: "%s"}
        audit: {enabled: true}
        apps:
          - id: "1"
            keys: %s
        %s
        """
        .formatted(data, keys, ofApp);
  }

  private TestServer start(String ofApp) {
    return TestServer.withConfig(
        yaml("[{key: app-key, secret: a secret of app 1}]", ofApp.indent(4).stripTrailing()));
  }

  private List<Map<String, Object>> lines() throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : text().lines().toList()) {
      lines.add(read(line));
    }
    return lines;
  }

  // Each JSON text is a YAML text.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String json) {
    LoadSettings strict = LoadSettings.builder().setAllowDuplicateKeys(false).build();
    return (Map<String, Object>) new Load(strict).loadFromString(json);
  }

  private String text() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(data.resolve("audit"))) {
      for (Path file : files.sorted().toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        text.append(Files.readString(file));
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("audit"))))
        .isEqualTo("rwx------");
    return text.toString();
  }

  private static List<String> words(List<Map<String, Object>> lines) {
    return lines.stream()
        .map(line -> line.get("what") + " " + line.get("outcome") + " " + line.get("reason"))
        .toList();
  }

  @Test
  @Tag("USR-070")
  @Tag("USR-072")
  @Tag("THR-47")
  void givenWhoComesAndWhoDoesNot_eachIsALineWithoutAnythingSecret() throws Exception {
    String userData = "{\"id\":\"ada\\u2028\\\"\",\"user_info\":{\"city\":\"Paris\"}}";
    String signature;
    try (TestServer server = start("allowed_origins: [\"https://a.example\"]")) {
      TestConnection connection =
          connect(server, "Origin: https://a.example", "User-Agent: \"Best\" 1");
      String auth = token(connection.socketId() + "::user::" + userData);
      signature = auth.substring(auth.indexOf(':') + 1);
      connection.signin(auth, userData);
      assertThat(connection.next()).contains("signin_success");
      connection.signin(auth, "{\"id\":\"eve\"}");
      assertThat(connection.next()).contains("4009");
      assertThat(server.open("/app/app-key", "Origin: https://b.example").next()).contains("4009");
      wrongCall(server);
      server.post(
          "/apps/1/users/ada%E2%80%A8%22/terminate_connections", "", Map.of("X-Request-Id", "r-1"));
      assertThat(connection.next()).contains("4009");
    }
    List<Map<String, Object>> lines = lines();
    assertThat(words(lines))
        .containsExactly(
            "sign_in accepted signed_in",
            "sign_in refused signature_wrong",
            "connection refused origin_not_allowed",
            "api_call refused auth_signature_invalid",
            "terminate accepted asked");
    Map<String, Object> first = lines.get(0);
    assertThat(first.get("user_id")).isEqualTo("ada\u2028\"");
    assertThat(first.get("app")).isEqualTo("1");
    assertThat(first.get("key")).isEqualTo("app-key");
    assertThat(first.get("method")).isEqualTo("hmac");
    assertThat(first.get("address")).isEqualTo("127.0.0.1");
    assertThat(first.get("user_agent")).isEqualTo("\"Best\" 1");
    assertThat((String) first.get("socket_id")).matches("\\d+\\.\\d+");
    assertThat((String) first.get("node")).isNotEmpty();
    assertThat((Long) first.get("at_ms")).isPositive();
    assertThat(lines.get(2).get("origin")).isEqualTo("https://b.example");
    assertThat(lines.get(4).get("request_id")).isEqualTo("r-1");
    assertThat(lines.get(4).get("user_id")).isEqualTo("ada\u2028\"");
    assertThat(text()).doesNotContain("a secret", signature, "Paris", "eve", "user_info", "\u2028");
  }

  @Test
  @Tag("USR-030")
  @Tag("USR-045")
  @Tag("USR-070")
  void givenWhoIsShutOut_eachCallIsALineAndSoIsEachSignInThatIsRefusedForIt() throws Exception {
    String userData = "{\"id\":\"ada\",\"session\":\"web-1\",\"user_info\":{\"city\":\"Paris\"}}";
    List<String> signatures = new ArrayList<>();
    try (TestServer server = start("")) {
      call(server, "/users/ada/block", "{\"seconds\":60,\"reason\":\"Spam of Eve\"}");
      signatures.add(refused(server, userData));
      call(server, "/users/ada/unblock", "{}");
      call(server, "/revocations", "{\"session\":\"web-1\"}");
      signatures.add(refused(server, userData));
      call(server, "/revocations", "{\"user_id\":\"bob\"}");
    }
    List<Map<String, Object>> lines = lines();
    assertThat(words(lines))
        .containsExactly(
            "block accepted asked",
            "sign_in refused blocked",
            "unblock accepted asked",
            "revoke accepted asked",
            "sign_in refused token_revoked",
            "revoke accepted asked");
    assertThat(lines)
        .extracting(line -> line.get("user_id"))
        .containsExactly("ada", "ada", "ada", null, "ada", "bob");
    assertThat(lines.get(3)).containsEntry("session", "web-1");
    assertThat(lines.get(0)).containsEntry("request_id", "r-7").containsEntry("key", "app-key");
    assertThat(text()).doesNotContain("a secret", "Paris").doesNotContain(signatures);
  }

  @Test
  @Tag("USR-058")
  @Tag("USR-070")
  void givenWhatAnIdentityProviderTells_eachIsALineWithoutItsToken() throws Exception {
    String claims =
        "{\"iss\":\"%s\",\"aud\":\"belfry\",\"iat\":%d,\"jti\":\"l-1\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}},\"sid\":\"s-1\",\"sub\":\"ada\"}";
    String token;
    try (IdentityProvider provider = IdentityProvider.start();
        TestServer server =
            start(
                "user_authentication: {jwt: [{issuer: \"%s\", audience: belfry, jwks_url: \"%s\", backchannel_logout: true}]}"
                    .formatted(provider.issuer(), provider.keysUrl()))) {
      token =
          provider.sign(
              claims.formatted(provider.issuer(), server.clock().instant().getEpochSecond()));
      assertThat(tell(server, token)).isEqualTo(200);
      assertThat(tell(server, token)).isEqualTo(400);
      assertThat(tell(server, token + "A")).isEqualTo(400);
      call(server, "/revocations", "{\"jti\":\"t-1\"}");
    }
    List<Map<String, Object>> lines = lines();
    assertThat(words(lines))
        .containsExactly(
            "logout accepted asked",
            "logout refused token_replayed",
            "logout refused token_signature",
            "revoke accepted asked");
    assertThat(lines.get(0))
        .containsEntry("user_id", "ada")
        .containsEntry("session", "s-1")
        .containsEntry("request_id", "r-8")
        .containsEntry("address", "127.0.0.1");
    assertThat(lines.get(1)).doesNotContainKeys("user_id", "session");
    for (String part : token.split("\\.", -1)) {
      assertThat(text()).doesNotContain(part);
    }
  }

  @Test
  @Tag("USR-001")
  @Tag("USR-070")
  void givenAMemberOfAnotherForm_theSignInIsTakenAndItsLineNamesIt() throws Exception {
    try (IdentityProvider provider = IdentityProvider.start();
        TestServer server =
            start(
                "user_authentication: {jwt: [{issuer: \"%s\", audience: belfry, jwks_url: \"%s\"}]}"
                    .formatted(provider.issuer(), provider.keysUrl()))) {
      TestConnection byApp = server.connect();
      byApp.signin("{\"id\":\"a\",\"device\":7,\"session\":\"web-1\"}");
      assertThat(byApp.next()).contains("signin_success");
      for (String sid : List.of("\"sid\":7", "\"sid\":\"\"", "\"sid\":\"s-1\"", "\"s\":1")) {
        TestConnection connection = server.connect();
        connection.signin(
            provider.sign(
                provider.claims("ada", server.clock().instant(), Duration.ofHours(1), sid)),
            "{}");
        assertThat(connection.next()).contains("signin_success");
      }
    }
    assertThat(lines())
        .extracting(line -> line.get("ignored"))
        .containsExactly("device", "sid", "sid", null, null);
    assertThat(lines())
        .extracting(line -> line.get("session"))
        .containsExactly("web-1", null, null, "s-1", null);
  }

  private static int tell(TestServer server, String token) {
    String form = "logout_token=" + token;
    return server
        .request(
            "POST /apps/1/oidc/backchannel_logout HTTP/1.1\r\nHost: h\r\nX-Request-Id: r-8\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length(),
            form)
        .status();
  }

  private static void call(TestServer server, String path, String body) {
    var answer = server.post("/apps/1" + path, body, Map.of("X-Request-Id", "r-7"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Tries to sign in and is refused; the signature that it showed. */
  private static String refused(TestServer server, String userData) {
    TestConnection connection = server.connect();
    String auth = token(connection.socketId() + "::user::" + userData);
    connection.signin(auth, userData);
    assertThat(connection.next()).contains("4009");
    return auth.substring(auth.indexOf(':') + 1);
  }

  private static TestConnection connect(TestServer server, String... fields) {
    var client = server.open("/app/app-key?protocol=7&client=test&version=1", fields);
    String first = client.next();
    return new TestConnection(
        client, first.replaceFirst("(?s).*socket_id\\\\\":\\\\\"([0-9.]+).*", "$1"));
  }

  private static void wrongCall(TestServer server) {
    String path = "/apps/1/events";
    String query = server.query(path, "{}").replaceAll("signature=.{8}", "signature=00000000");
    server.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path + "?" + query))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build());
  }

  @Test
  @Tag("USR-073")
  void givenEqualRefusalsWithinASecond_theyAreTwoLinesAndSignInsEachTheirOwn() throws Exception {
    try (TestServer server = start("name: one")) {
      for (int i = 0; i < 20; i++) {
        TestConnection connection = server.connect();
        connection.signin("app-key:00", "{\"id\":\"eve\"}");
        assertThat(connection.next()).contains("4009");
        connection.signin("{\"id\":\"ada\"}");
        assertThat(connection.next()).contains("signin_success");
      }
    }
    List<Map<String, Object>> refused =
        lines().stream().filter(line -> "refused".equals(line.get("outcome"))).toList();
    assertThat(refused).hasSize(2);
    assertThat(refused.get(0).containsKey("count")).isFalse();
    assertThat(refused.get(1).get("count")).isEqualTo(19);
    assertThat(words(lines()).stream().filter("sign_in accepted signed_in"::equals)).hasSize(20);
  }

  @Test
  @Tag("USR-070")
  void givenChangedApps_eachAppAndKeyThatChangesIsALine() throws Exception {
    try (TestServer server = start("name: one")) {
      server.replaceAll(
          yaml(
              "[{key: app-key, secret: another secret of app 1}, {key: b, secret: the b secret of shop}]",
              ""));
      server.replaceAll(
          yaml(
              "[{key: app-key, secret: another secret of app 1, active: false}, {key: b, secret: the b secret of shop}]",
              "  - {id: \"2\", keys: [{key: c, secret: the c secret of shop}]}"));
      server.replaceAll(yaml("[{key: b, secret: the b secret of shop}]", "    enabled: false"));
      server.server().reloadRefused();
    }
    assertThat(
            lines().stream()
                .map(
                    line ->
                        String.join(
                            " ",
                            (String) line.getOrDefault("app", ""),
                            (String) line.getOrDefault("key", ""),
                            (String) line.get("what"),
                            (String) line.get("reason"))))
        .containsExactly(
            "1  app changed",
            "1 app-key key secret_changed",
            "1 b key added",
            "1 app-key key switched_off",
            "2  app added",
            "2 c key added",
            "1  app switched_off",
            "1 app-key key removed",
            "2  app removed",
            "  configuration invalid");
    assertThat(text()).doesNotContain("secret of app", "of shop");
  }

  @Test
  @Tag("USR-071")
  void givenAFolderThatCannotBeMade_theServerStartsOnlyWhereItIsNotInsistedOn() throws Exception {
    Files.createFile(data.resolve("audit"));
    assertThatThrownBy(
            () -> BelfryServer.start(Api.config(yaml("[{key: k, secret: a secret of app 1}]", ""))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("The audit log cannot be written to")
        .hasMessageContaining("server.data_dir");
    String quiet =
        yaml("[{key: app-key, secret: a secret of app 1}]", "")
            .replace("{enabled: true}", "{keep_days: 7}");
    try (TestServer server =
        TestServer.with(new ManualClock(), Api.config(quiet), BelfryServer.Builder::audited)) {
      server.signedIn("ada");
      Api api = new Api(server);
      server.await(
          "the line is lost",
          () -> api.page("/metrics").body().contains("belfry_audit_dropped_total{app=\"1\"} 1.0"));
      assertThat(api.page("/health").body())
          .contains("\"audit\":{\"state\":\"failing\",\"dropped\":1}");
      server.connect().hasNothing();
      Files.delete(data.resolve("audit"));
      server.signedIn("bob");
    }
    List<Map<String, Object>> lines = lines();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).get("user_id")).isEqualTo("bob");
    assertThat(lines.get(0).get("dropped")).isEqualTo(1);
  }
}
