package io.belfry.server;

import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalLogTest {
  private static final String ADA =
      "{\"id\":\"ada\",\"user_info\":{\"mail\":\"hush@example.com\"}}";
  private static final String EACH =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0, log_every_refusal: true}
      apps:
        - id: "1"
          keys:
            - {key: app-key, secret: a secret of app 1}
            - {key: retired-key, secret: a retired secret of app 1, active: false}
          allowed_origins: ["https://a.example"]
          client_events: {enabled: true}
          limits: {max_connections_per_user: 1, max_user_data_bytes: 200, max_user_id_length: 8,
            max_subscriptions_per_connection: 2, max_presence_members: 1,
            max_presence_member_bytes: 20, client_events_per_second: 1,
            max_client_event_payload_bytes: 8, max_event_name_length: 20}
        - {id: "2", keys: [{key: other-key, secret: a secret of app 2}], strict_protocol: true}
        - {id: "3", keys: [{key: off-key, secret: a secret of app 3}], enabled: false}
        - {id: "4", keys: [{key: full-key, secret: a secret of app 4}], limits: {max_connections: 0}}
        - {id: "5", keys: [{key: tls-key, secret: a secret of app 5}], require_tls: true}
        - {id: "6", keys: [{key: mute-key, secret: a secret of app 6}],
           user_authentication: {enabled: false}}
      """;

  private static Map<String, String> fields(ILoggingEvent event) {
    return event.getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }

  private static void signinAs(TestConnection connection, String userData) {
    connection.signin(token(connection.socketId() + "::user::" + userData), userData);
  }

  @Test
  @Tag("USR-070")
  @Tag("HTTP-037")
  void givenASigninThatIsRefused_theLineSaysWhyAndWhose() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withConfig(EACH)) {
      TestConnection ada = server.connect();
      String right = token(ada.socketId() + "::user::" + ADA);
      String signature = right.substring(right.indexOf(':') + 1);
      ada.send("{\"event\":\"pusher:signin\",\"data\":{}}");
      assertThat(log.next()).contains("sign-in refused app=1 reason=auth_missing");
      ada.send("{\"event\":\"pusher:signin\",\"data\":7}");
      assertThat(log.next()).contains("reason=auth_missing");
      ada.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"app-key:0\"}}");
      assertThat(log.next()).contains("reason=user_data_missing");
      ada.signin("x:y", "{\"id\":\"" + "x".repeat(200) + "\"}");
      assertThat(log.next()).contains("reason=user_data_too_large");
      ada.signin("nobody:" + signature, ADA);
      assertThat(log.next()).contains("reason=key_unknown key=nobody");
      ada.signin("other-key:" + signature, ADA);
      assertThat(log.next()).contains("reason=key_unknown key=other-key");
      ada.signin("retired-key:" + signature, ADA);
      assertThat(log.next()).contains("reason=key_inactive key=retired-key");
      signinAs(ada, "[\"ada\"]");
      assertThat(log.next()).contains("reason=user_data_invalid");
      signinAs(ada, "{\"id\":7}");
      assertThat(log.next()).contains("reason=id_invalid");
      signinAs(ada, "{\"id\":\"much-too-long\"}");
      assertThat(log.next()).contains("reason=id_invalid");
      ada.signin(right.replace("app-key:", "app-key:0").substring(0, right.length()), ADA);
      assertThat(log.next())
          .startsWith(
              "sign-in refused app=1 reason=signature_wrong key=app-key claimed_user=ada socket="
                  + ada.socketId()
                  + " address=127.0.0.1 mistake=none: No usual mistake")
          .doesNotContain("hush", signature.substring(1));
      server.signedIn("bob");
      TestConnection second = server.connect();
      signinAs(second, "{\"id\":\"bob\"}");
      assertThat(log.next()).contains("reason=too_many_connections");
      signinAs(ada, ADA);
      signinAs(ada, "{\"id\":\"eve\"}");
      assertThat(log.next()).contains("reason=other_user user=ada socket=" + ada.socketId());
      TestConnection mute = server.connect("/app/mute-key?protocol=7");
      mute.signin("a:b", ADA);
      assertThat(log.next()).contains("app=6 reason=signin_disabled");
    }
  }

  @Test
  @Tag("USR-070")
  void givenATokenOfAnotherConnection_theLineSaysSo() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.start()) {
      TestConnection one = server.connect();
      TestConnection two = server.connect();
      two.signin(token(one.socketId() + "::user::" + ADA), ADA);
      ILoggingEvent event = log.event();
      assertThat(event.getFormattedMessage())
          .contains("mistake=other_connection: The signature was made for another connection.");
      assertThat(fields(event))
          .containsEntry("kind", "sign_in")
          .containsEntry("app", "1")
          .containsEntry("reason", "signature_wrong")
          .containsEntry("mistake", "other_connection")
          .containsEntry("claimed_user", "ada")
          .containsEntry("socket", two.socketId())
          .containsEntry("address", "127.0.0.1");
    }
  }

  @Test
  @Tag("THR-43")
  @Tag("USR-073")
  void givenManyRefusals_theFirstIsSaidAndTheOthersAreOneLineInTenSeconds() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.start()) {
      TestConnection ada = server.connect();
      for (int i = 0; i < 13; i++) {
        ada.signin("app-key:" + "0".repeat(64), ADA);
        assertThat(ada.next()).contains("Invalid signature");
      }
      ada.signin("nobody:" + "0".repeat(64), ADA);
      assertThat(ada.next()).contains("Invalid key");
      TestConnection other = server.connect("/app/other-key?protocol=7");
      other.signin("other-key:" + "0".repeat(64), ADA);
      assertThat(other.next()).contains("Invalid signature");

      assertThat(log.next()).startsWith("sign-in refused app=1 reason=signature_wrong");
      assertThat(log.next()).startsWith("sign-in refused app=2 reason=signature_wrong");
      server.clock().advance(Duration.ofSeconds(10));
      ILoggingEvent joined = log.event();
      assertThat(joined.getFormattedMessage())
          .startsWith(
              "13 more sign-ins refused in 10 s app=1 reasons=\"{key_unknown=1, signature_wrong=12}\", the last one"
                  + " reason=key_unknown key=nobody claimed_user=ada socket="
                  + ada.socketId());
      assertThat(fields(joined)).containsEntry("count", "13").containsEntry("seconds", "10");
    }
  }

  @Test
  @Tag("USR-073")
  void givenAFloodThatGoesOn_itIsALineEachTenSecondsAndAfterAPauseAtOnceAgain() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.start()) {
      TestConnection ada = server.connect();
      refuse(ada);
      assertThat(log.next()).startsWith("sign-in refused");
      refuse(ada);
      server.clock().advance(Duration.ofSeconds(10));
      assertThat(log.next()).startsWith("1 more sign-in refused in 10 s");
      refuse(ada);
      server.clock().advance(Duration.ofSeconds(10));
      assertThat(log.next()).startsWith("1 more sign-in refused in 10 s");
    }
  }

  private static void refuse(TestConnection connection) {
    connection.signin("app-key:" + "0".repeat(64), ADA);
    assertThat(connection.next()).contains("Invalid signature");
  }

  @ParameterizedTest
  @Tag("USR-070")
  @CsvSource({
    "/app/nobody?protocol=7,            app_unknown,         key=nobody",
    "/app/retired-key?protocol=7,       app_unknown,         key=retired-key",
    "/app/off-key?protocol=7,           app_disabled,        app=3",
    "/app/full-key?protocol=7,          app_over_quota,      app=4",
    "/app/tls-key?protocol=7,           tls_required,        app=5",
    "/app/other-key,                    version_missing,     app=2",
    "/app/app-key?protocol=3,           version_unsupported, app=1",
    "/app/app-key?protocol=x,           version_format,      app=1",
    "/app/app-key?protocol=7,           origin_not_allowed,  'about=\"origin https://b.example\"'",
    "/app/app-key/more?protocol=7,      path_not_found,      about=/app/app-key/more",
  })
  void givenAConnectionThatIsTurnedAway_theLineSaysWhy(String path, String reason, String detail) {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withConfig(EACH)) {
      server.open(path, "Origin: https://b.example").next();

      assertThat(log.next())
          .startsWith("connection refused ")
          .contains("reason=" + reason + " ", "address=127.0.0.1", detail)
          .contains(": ");
    }
  }

  @ParameterizedTest
  @Tag("THR-43")
  @ValueSource(
      strings = {
        "%0d%0a2026-01-01T00:00:00Z%20INFO%20forged",
        "%1b%5b31mred",
        "%00",
        "%e2%80%ae%e2%80%a8turned",
        "a%20key=%22app-key%22%20reason=none",
        "LONG"
      })
  void givenAKeyOfAStranger_itCannotBreakOutOfTheLine(String key) {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withConfig(EACH)) {
      String sent = key.equals("LONG") ? "x".repeat(4000) : key;
      server.open("/app/" + sent + "?protocol=7").next();

      String line = log.next();
      assertThat(line)
          .startsWith("connection refused reason=app_unknown key=")
          .hasSizeLessThan(500)
          .doesNotContain("reason=none ");
      assertThat(line.codePoints())
          .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
          .doesNotContain(0x2028);
    }
  }

  @Test
  @Tag("USR-070")
  void givenASubscriptionThatIsRefused_theLineSaysWhyAndOfWhichChannel() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withConfig(EACH)) {
      TestConnection ada = server.connect();
      String zeros = "0".repeat(64);
      subscribe(log, ada, "private-a", null, null, "auth_missing");
      subscribe(log, ada, "private-a", "nobody:" + zeros, null, "key_unknown key=nobody");
      subscribe(log, ada, "private-a", "retired-key:" + zeros, null, "key_inactive");
      subscribe(log, ada, "private-a", "app-key:" + zeros, null, "signature_wrong key=app-key");
      subscribe(log, ada, "bad channel", null, null, "channel_name_invalid");
      subscribe(log, ada, "#server-to-user-ada", null, null, "not_this_user");
      subscribe(log, ada, "private-a", signed(ada, "private-a:7"), "7", "channel_data_invalid");
      String presence = "presence-a";
      subscribe(log, ada, presence, signed(ada, presence), null, "member_missing");
      subscribe(log, ada, presence, signed(ada, presence + ":{}"), "{}", "channel_data_invalid");
      String large = "{\"user_id\":\"a\",\"user_info\":\"" + "x".repeat(40) + "\"}";
      subscribe(log, ada, presence, signed(ada, presence + ":" + large), large, "member_too_large");
      TestConnection first = server.connect();
      String one = "{\"user_id\":\"1\"}";
      String two = "{\"user_id\":\"2\"}";
      send(first, presence, signed(first, presence + ":" + one), one);
      assertThat(first.next()).contains("subscription_succeeded");
      subscribe(log, ada, presence, signed(ada, presence + ":" + two), two, "channel_full");
      ada.subscribe("a");
      ada.subscribe("b");
      subscribe(log, ada, "c", null, null, "too_many_subscriptions");
    }
  }

  private static String signed(TestConnection connection, String text) {
    return token(connection.socketId() + ":" + text);
  }

  private static void subscribe(
      LogTap log,
      TestConnection from,
      String channel,
      @Nullable String auth,
      @Nullable String data,
      String reason) {
    send(from, channel, auth, data);
    assertThat(log.next())
        .startsWith("subscription refused app=1 reason=" + reason)
        .contains(" socket=" + from.socketId(), "address=127.0.0.1", "about=", ": ");
  }

  private static void send(
      TestConnection from, String channel, @Nullable String auth, @Nullable String data) {
    from.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":"
            + TestServer.quoted(channel)
            + (auth == null ? "" : ",\"auth\":" + TestServer.quoted(auth))
            + (data == null ? "" : ",\"channel_data\":" + TestServer.quoted(data))
            + "}}");
  }

  @Test
  @Tag("USR-070")
  void givenAClientEventOrMessageThatIsRefused_theLineSaysWhy() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = TestServer.withConfig(EACH)) {
      TestConnection ada = server.connect();
      ada.subscribePrivate("private-a");
      assertThat(ada.next()).contains("succeeded");
      event(ada, "client-e", "a", "1");
      assertThat(log.next()).contains("client event refused app=1 reason=channel_kind_wrong");
      event(ada, "client-e", "private-b", "1");
      assertThat(log.next()).contains("reason=not_subscribed", "about=private-b");
      event(ada, "client-" + "e".repeat(20), "private-a", "1");
      assertThat(log.next()).contains("reason=event_name_too_long");
      event(ada, "client-e", "private-a", "\"123456789\"");
      assertThat(log.next()).contains("reason=event_too_large");
      event(ada, "client-e", "private-a", "1");
      event(ada, "client-e", "private-a", "2");
      assertThat(log.next()).contains("reason=rate_limited");
      TestConnection other = server.connect("/app/other-key?protocol=7");
      event(other, "client-e", "private-a", "1");
      assertThat(log.next()).contains("app=2 reason=client_events_disabled");
      ada.send("no JSON");
      assertThat(log.next()).contains("message refused app=1 reason=message_malformed");
    }
  }

  private static void event(TestConnection from, String name, String channel, String data) {
    from.send("{\"event\":\"" + name + "\",\"channel\":\"" + channel + "\",\"data\":" + data + "}");
  }

  @Test
  @Tag("HTTP-037")
  void givenACallThatIsRefused_theLineHasPathKeyAndReason() {
    try (LogTap log = LogTap.onRefusals();
        TestServer server = Api.serve(", log_every_refusal: true", "", "name: one")) {
      new Api(server, Secret.of("wrong")).get("/apps/1/channels/some-channel");
      assertThat(log.next())
          .startsWith(
              "API call refused app=1 reason=auth_signature_invalid key=app-key address=127.0.0.1"
                  + " about=\"GET /apps/{app}/channels/{value} request ")
          .doesNotContain("some-channel");
      new Api(server).get("/apps/9/channels");
      assertThat(log.next()).startsWith("API call refused reason=app_not_found key=app-key");
      new Api(server).get("/nothing%0a/here");
      assertThat(log.next()).contains("reason=not_found", "GET /nothing%0a/here");
    }
  }
}
