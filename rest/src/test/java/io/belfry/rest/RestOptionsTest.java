package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestOptionsTest {
  private static final RestOptions OPTIONS =
      RestOptions.of("https://push.example.com", "1", "key", "hush-hush");

  @ParameterizedTest
  @CsvSource({
    "https://key:hush@push.example.com/apps/3, https://push.example.com, 3, hush",
    "http://key:hush@127.0.0.1:6001/apps/3, http://127.0.0.1:6001, 3, hush",
    "http://key:hush@[::1]:6001/apps/3, http://[::1]:6001, 3, hush",
    "https://key:h%2Fu%40s%3Ah%25@a.example/pre%20fix/apps/my-app,"
        + " https://a.example/pre%20fix, my-app, h/u@s:h%"
  })
  @Tag("HTTP-165")
  void givenOneUrl_everythingIsReadFromIt(String url, URI server, String appId, String secret) {
    RestOptions options = RestOptions.parse(url);

    assertThat(options.server()).isEqualTo(server);
    assertThat(options.appId()).isEqualTo(appId);
    assertThat(options.key()).isEqualTo("key");
    assertThat(options.secret().sign("x"))
        .isEqualTo(RestOptions.of("http://a", "1", "key", secret).secret().sign("x"));
  }

  @Test
  @Tag("HTTP-165")
  void givenThePartsOneByOne_theyAreTaken() {
    RestOptions options = RestOptions.of("https://push.example.com:8443/live/", "1", "key", "s");

    assertThat(options.server()).hasToString("https://push.example.com:8443/live");
    assertThat(options.appId()).isEqualTo("1");
    assertThat(options.key()).isEqualTo("key");
  }

  @Test
  @Tag("HTTP-164")
  void givenNoTimeouts_theyAre5And10Seconds() {
    assertThat(OPTIONS.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(OPTIONS.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(OPTIONS.withTimeouts(Duration.ofMillis(1), Duration.ofHours(1)).requestTimeout())
        .isEqualTo(Duration.ofHours(1));
    for (Duration wrong :
        List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(1), Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> OPTIONS.withTimeouts(wrong, Duration.ofSeconds(1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> OPTIONS.withTimeouts(Duration.ofSeconds(1), wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void givenOneChange_everythingElseStays() {
    RestOptions changed =
        OPTIONS
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2))
            .withMaxBatchSize(3)
            .withEncryptionMasterKey("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

    assertThat(changed.withClock(OPTIONS.clock()).connectTimeout())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(changed.maxBatchSize()).isEqualTo(3);
    assertThat(changed.withMaxBatchSize(4).masterKey()).isPresent();
    assertThat(OPTIONS.masterKey()).isEmpty();
    assertThatThrownBy(() -> OPTIONS.withMaxBatchSize(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hush-hush",
        "https://push.example.com/apps/1",
        "https://key@push.example.com/apps/1",
        "https://key:hush-hush@push.example.com",
        "https://key:hush-hush@push.example.com/apps/",
        "https://key:hush-hush@push.example.com/apps/1/events",
        "https://key:hush-hush@push.example.com/apps/1?x=1",
        "https://key:hush-hush@push.example.com/apps/1#x",
        "https://k y:hush-hush@push.example.com/apps/1",
        "https://key:hush-hush%@push.example.com/apps/1",
        "ftp://key:hush-hush@push.example.com/apps/1",
        "key:hush-hush@push.example.com/apps/1",
        "https://key:hush-hush@/apps/1",
        "https://k%20y:hush-hush@push.example.com/apps/1"
      })
  @Tag("HTTP-163")
  @Tag("HTTP-165")
  void givenAnotherUrl_itIsRefusedAndNothingOfItIsShown(String url) {
    assertThatThrownBy(() -> RestOptions.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(trace(e)).doesNotContain("hush-hush"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "''|is empty",
        " https://a|blank",
        "'https://a\n'|blank",
        "https://a b|blank",
        "\ufeffhttps://a|blank",
        "push.example.com|does not begin with http:// or https://",
        "push.example.com:6001|does not begin with http:// or https://",
        "localhost:6001|does not begin with http:// or https://",
        "127.0.0.1:6001|is malformed",
        "//push.example.com|does not begin with http:// or https://",
        "ftp://a|does not begin with http:// or https://",
        "ws://a|is that of clients",
        "WSS://a|is that of clients",
        "https:/a|has no host",
        "https:a|has no host",
        "https://|has no host",
        "https://:6001|has no host",
        "https://my_host|underscore",
        "https://bücher.example|beyond ASCII",
        "https://::1:6001|IPv6",
        "https://[::1|malformed",
        "https://a:0|port 0",
        "https://a:65536|port 65536",
        "https://a:port|has no host",
        "https://a?b|query",
        "https://a#b|fragment",
        "https://a//b|empty step",
        "https://a/../b|dots",
        "https://a/.|dots",
        "https://a:hush-hush@b|has a user",
        "https://hush-hush@b|has a user",
        "https://a:hush-hush@b c|blank",
        "https://a/apps/1|app id is given by itself",
        "https://a/live/apps/1|app id is given by itself",
        "https://a/apps/|app id is given by itself"
      })
  @Tag("HTTP-163")
  @Tag("HTTP-168")
  void givenAServerThatIsNoPlainUrl_itIsRefusedInWordsAndNoSecretIsShown(
      String server, String words) {
    assertThatThrownBy(() -> RestOptions.of(server, "1", "key", "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(trace(e)).doesNotContain("hush-hush"));
  }

  @Test
  void givenAnAppThatCannotBe_itIsRefused() {
    assertThatThrownBy(() -> RestOptions.of("http://a", "", "key", "s"))
        .hasMessageContaining("app id");
    for (String wrong : List.of("1/2", " 1", "1\n", "a b", "${ID}", "ä", "x".repeat(65))) {
      assertThatThrownBy(() -> RestOptions.of("http://a", wrong, "key", "s"))
          .hasMessageContaining("app id");
    }
    assertThatThrownBy(() -> RestOptions.of("http://a", "1", "k:y", "s"))
        .hasMessageContaining("app key");
    assertThatThrownBy(() -> RestOptions.of("http://a", "1", "key", ""))
        .hasMessageContaining("secret");
  }

  @Test
  @Tag("HTTP-163")
  @Tag("THR-47")
  void givenSecretsAndTokens_nothingShowsThem() {
    String masterKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    RestOptions options = OPTIONS.withEncryptionMasterKey(masterKey);
    Pusher pusher = new Pusher(options);
    ChannelAuth channel = pusher.authorizeChannel("1.2", "private-encrypted-a");
    UserAuth user = pusher.authenticateUser("1.2", UserData.of("a").withUserInfo("{\"pin\":7}"));
    String shown =
        options
            + " "
            + options.secret()
            + " "
            + options.masterKey()
            + " "
            + pusher
            + " "
            + channel
            + " "
            + user
            + " "
            + UserData.of("a").withUserInfo("{\"pin\":7}");

    assertThat(shown)
        .contains("https://push.example.com", "***")
        .doesNotContain("hush-hush")
        .doesNotContain(masterKey)
        .doesNotContain(channel.auth())
        .doesNotContain(channel.sharedSecret().orElseThrow())
        .doesNotContain(user.auth())
        .doesNotContain("pin");
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
