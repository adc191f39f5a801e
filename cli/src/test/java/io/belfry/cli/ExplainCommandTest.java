package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.WebhookSignature;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.testkit.IdentityProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  private static final String SECRET = "5ecre7-0f-the-f1r57-app";
  private static final String OTHER = "5ecre7-0f-the-5ec0nd-app";
  private static final String BODY = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"it's\"}";

  @TempDir private Path folder = Path.of("");

  private Ran explain(String pasted, String... options) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            """
            apps:
              - {id: "1", keys: [{key: key-1, secret: %s}]}
              - {id: "2", keys: [{key: key-2, secret: %s}]}
            """
                .formatted(SECRET, OTHER));
    List<String> words = new ArrayList<>(List.of("explain", "--config=" + config));
    words.addAll(List.of(options));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(pasted.getBytes(StandardCharsets.UTF_8)));
    try {
      Ran ran = Ran.with(words.toArray(String[]::new));
      assertThat(ran.out() + ran.err()).doesNotContain(SECRET, OTHER, "Exception");
      return ran;
    } finally {
      System.setIn(before);
    }
  }

  private static String answer(String secret, String signed) {
    return "{\"auth\":\"key-1:"
        + Secret.of(secret).sign(signed)
        + "\",\"user_data\":\"{\\\"id\\\":\\\"42\\\"}\"}";
  }

  @Test
  @Tag("CON-061")
  void givenASignIn_itIsJudgedAsTheServerDoes() throws IOException {
    String signed = "1.2::user::{\"id\":\"42\"}";
    Ran right = explain(answer(SECRET, signed), "--socket-id=1.2");
    Ran ofOther = explain(answer(OTHER, signed), "--socket-id=1.2");
    Ran blank = explain(answer(SECRET + "\n", signed), "--socket-id=1.2", "--json");

    assertThat(right.exitCode()).as(right.err()).isZero();
    assertThat(right.out()).startsWith("This sign-in is right.").contains(signed);
    assertThat(ofOther.exitCode()).isEqualTo(1);
    assertThat(ofOther.out())
        .contains("signature_wrong", "another app of this server", "Signed    " + signed)
        .doesNotContain(Secret.of(SECRET).sign(signed));
    assertThat(blank.out())
        .contains("\"mistake\":\"secret_blank\"", "\"right\":false")
        .hasLineCount(1)
        .doesNotContain(Secret.of(SECRET).sign(signed));
  }

  @Test
  @Tag("CON-061")
  void givenASubscription_theMistakeIsNamed() throws IOException {
    String token = "key-1:" + Secret.of(SECRET).sign("1.2:private-a:{}");

    assertThat(explain(token, "--socket-id=1.2", "--channel=private-a").out())
        .contains("signature_wrong");
    assertThat(
            explain(token, "--socket-id=1.2", "--channel=private-a", "--channel-data={}")
                .exitCode())
        .isZero();
    assertThat(
            explain(
                    "key-1:" + Secret.of(SECRET).sign("1.2:private-a"),
                    "--socket-id=1.2",
                    "--channel=private-a",
                    "--channel-data={}",
                    "--json")
                .out())
        .contains("data_not_signed");
    assertThat(explain("nokey:abc", "--socket-id=1.2", "--channel=private-a").out())
        .contains("key_unknown");
  }

  private static URI signed(String secret) {
    try (Pusher signer =
        new Pusher(RestOptions.of("https://push.example.com/ws", "1", "key-1", secret))) {
      return signer.signedUri("POST", "/events", BODY, Map.of("info", "user_count"));
    }
  }

  @Test
  void givenARequestAsSentOrAsCurl_itIsJudgedAsTheServerDoes() throws IOException {
    URI right = signed(SECRET);
    String head = "POST " + right.getRawPath() + "?" + right.getRawQuery() + " HTTP/1.1\r\n";
    String curl =
        "curl -sS -X POST -H 'Content-Type: application/json' \\\n  -d '"
            + BODY.replace("'", "'\\''")
            + "' \""
            + right
            + "\"";

    Ran sent = explain(head + "Host: push.example.com\r\n\r\n" + BODY);
    Ran asCurl = explain(curl);
    Ran changed = explain(head + "\r\n" + BODY + " ");
    Ran other = explain("POST " + signed(OTHER) + "\n\n" + BODY);

    assertThat(sent.exitCode()).as(sent.out() + sent.err()).isZero();
    assertThat(asCurl.exitCode()).as(asCurl.out() + asCurl.err()).isZero();
    assertThat(changed.exitCode()).as("blanks at the end of what is pasted").isZero();
    assertThat(explain(head + "\r\n{}").out()).contains("auth_body_md5_mismatch");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out())
        .contains(
            "auth_signature_invalid", "key-2", "Signed    POST\\n/apps/1/events\\nauth_key=key-1");
  }

  @Test
  void givenAnOldRequest_itSaysWhetherItIsRightButForItsAge() throws IOException {
    String query = "auth_key=key-1&auth_timestamp=1000000000&auth_version=1.0&auth_signature=";
    String text = "GET\n/apps/1/channels\n" + query.replace("&auth_signature=", "");
    String right = Secret.of(SECRET).sign(text);

    assertThat(explain("https://a.example/apps/1/channels?" + query + right).out())
        .contains("auth_timestamp_expired", "But for its age it is right");
    assertThat(explain("https://a.example/apps/1/channels?" + query + "0".repeat(64)).out())
        .contains("auth_signature_invalid");
  }

  @Test
  void givenAWebhook_itsBodyIsLookedInto() throws IOException {
    String body =
        "{\"time_ms\":"
            + Instant.now().toEpochMilli()
            + ",\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"a\"}]}";
    String head =
        "X-Pusher-Key: key-1\nX-Pusher-Signature: "
            + WebhookSignature.of(Secret.of(SECRET), body.getBytes(StandardCharsets.UTF_8))
            + "\n\n";

    Ran right = explain(head + body);
    Ran spaced = explain("POST /hooks HTTP/1.1\n" + head + body.replace(":", ": "));
    Ran other = explain(head + body.replace("a", "b"));

    assertThat(right.exitCode()).as(right.out() + right.err()).isZero();
    assertThat(spaced.out()).contains("parsed and written again");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out()).contains("signature_wrong").doesNotContain("channel_occupied");
  }

  @Test
  void givenWhatCannotBeExplained_oneSentenceSaysSo() throws IOException {
    String token = "key-1:" + "0".repeat(64);
    for (String[] words :
        new String[][] {
          {""},
          {"hello"},
          {"{"},
          {"{}"},
          {"{\"auth\":7}"},
          {"{\"auth\":\"a:b\",\"user_data\":{}}", "--socket-id=1.2"},
          {token},
          {token, "--socket-id=1.2"},
          {token, "--socket-id=1", "--channel=private-a"},
          {token, "--socket-id=1.2", "--channel=a b"},
          {"curl 'http://a.example"},
          {"curl -d @file http://a.example/apps/1/events"},
          {"GET /x HTTP/1.1\n???"}
        }) {
      Ran ran = explain(words[0], java.util.Arrays.copyOfRange(words, 1, words.length));

      assertThat(ran.exitCode()).as(String.join(" ", words) + ran).isEqualTo(2);
      assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1);
    }
  }

  @Test
  void givenAnythingAtAll_itEndsInOrder() throws IOException {
    Random random = new Random(18);
    String seed =
        "POST /apps/1/events?auth_key=key-1&auth_timestamp=1&a[]=%zz HTTP/1.1\nA: b\n\n{}'\"\\";
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? seed : "curl " + seed);
      for (int change = 0; change < 4; change++) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(1, 0x2100));
      }

      assertThat(explain(text.toString(), "--socket-id=1.2").exitCode()).isBetween(1, 2);
    }
  }

  private static String answerOf(String userData) {
    return "{\"auth\":\"key-1:"
        + Secret.of(SECRET).sign("1.2::user::" + userData)
        + "\",\"user_data\":\""
        + userData.replace("\"", "\\\"")
        + "\"}";
  }

  @Test
  @Tag("USR-002")
  @Tag("USR-070")
  void givenASignInThatIsSignedRight_whatElseIsWrongIsSaidWithTheWordOfTheLog() throws IOException {
    String longId = "u".repeat(129);

    assertThat(explain(answerOf("{\"id\":\"42\",\"exp\":1000}"), "--socket-id=1.2").out())
        .contains("refused: token_expired", "Compare the clocks");
    assertThat(explain(answerOf("{\"id\":\"\"}"), "--socket-id=1.2").out())
        .contains("refused: id_invalid");
    assertThat(explain(answerOf("{\"id\":\"" + longId + "\"}"), "--socket-id=1.2").out())
        .contains("refused: id_invalid");
    assertThat(explain(answerOf("{\"id\":\"42\",\"exp\":99999999999}"), "--socket-id=1.2").out())
        .contains("is right");
  }

  @Test
  @Tag("USR-070")
  void givenAWordOfTheLog_itSaysWhatToDo() throws IOException {
    assertThat(explain("blocked").out()).contains("blocked", "The application has blocked");
    assertThat(explain("signature_wrong").out()).contains("Explain the token itself");
    Ran unknown = explain("nonsense");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("no reason for which a client is refused");
  }

  private Ran explainJwt(IdentityProvider provider, String jwt, String... options)
      throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("jwt.yaml"),
            """
            apps:
              - id: "1"
                keys: [{key: key-1, secret: %s}]
                limits: {max_user_id_length: 8}
                user_authentication: {jwt: [{issuer: "%s", audience: belfry, jwks_url: "%s"}]}
            """
                .formatted(SECRET, provider.issuer(), provider.keysUrl()));
    List<String> words = new ArrayList<>(List.of("explain", jwt, "--config=" + config));
    words.addAll(List.of(options));
    Ran ran = Ran.with(words.toArray(String[]::new));
    for (String part : jwt.split("[.\"]", -1)) {
      assertThat(part.length() < 20 || !(ran.out() + ran.err()).contains(part)).isTrue();
    }
    return ran;
  }

  @Test
  @Tag("CON-061")
  @Tag("USR-051")
  void givenAJwt_itIsJudgedAsTheServerDoesAndNotShown() throws IOException {
    try (IdentityProvider provider = IdentityProvider.start()) {
      Instant now = Instant.now();
      Duration hour = Duration.ofHours(1);
      String token = provider.token("ada", now, hour);
      Ran right = explainJwt(provider, token);
      Ran ofAnswer = explainJwt(provider, "{\"auth\":\"" + token + "\"}");
      Ran over = explainJwt(provider, provider.token("ada", now.minusSeconds(4_000), hour));
      Ran tooShort = explainJwt(provider, provider.token("ada", now, Duration.ofSeconds(3)));
      Ran tooLong = explainJwt(provider, provider.token("ada-lovelace", now, hour));
      Ran forOthers =
          explainJwt(
              provider,
              "Bearer "
                  + provider.sign(provider.claims("ada", now, hour).replace("belfry", "shop")),
              "--json");

      assertThat(right.exitCode()).as(right.err()).isZero();
      assertThat(right.out()).startsWith("This sign-in is right.").contains("for the user ada");
      assertThat(ofAnswer.exitCode()).isZero();
      assertThat(over.exitCode()).isEqualTo(1);
      assertThat(over.out())
          .contains("token_expired")
          .contains(now.minusSeconds(400).truncatedTo(ChronoUnit.SECONDS).toString());
      assertThat(tooShort.out()).contains("token_expired", "Its exp is ", "here it is ");
      assertThat(right.out()).containsPattern("here it is [0-9T:-]{19}Z");
      assertThat(tooShort.out()).containsPattern("here it is [0-9T:-]{19}Z");
      assertThat(tooLong.out()).contains("id_invalid");
      assertThat(forOthers.out()).contains("\"reason\":\"token_audience\"");
      provider.goDown();
      assertThat(explainJwt(provider, token).out()).contains("keys_unavailable", "503");
    }
  }

  @Test
  void givenAJwtWithoutAConfiguration_itSaysWhatIsMissing() throws IOException {
    Ran ran =
        Ran.with(
            "explain",
            "aGVhZA.Ym9keQ.c2ln",
            "--app-id=1",
            "--key=k",
            "--secret-file=" + Files.writeString(folder.resolve("secret"), SECRET));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--config");
  }
}
