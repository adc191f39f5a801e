package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write, judged where they write it. */
@Tag("CL-027")
class OptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "push.example.com",
        "push.example.com.",
        "PUSH.example.com",
        "belfry",
        "a-b.example",
        "127.0.0.1",
        "[::1]",
        "[2001:db8::7]",
        "xn--bcher-kva.example"
      })
  void givenAHost_theUrlHasIt(String host) {
    URI url = URI.create(new PusherOptions().setHost(host).setWssPort(8443).buildUrl("k"));

    assertThat(url.getHost()).isEqualTo(host);
    assertThat(url.getPort()).isEqualTo(8443);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "|is empty",
        "''|is empty",
        "' '|blank",
        " push.example.com|blank",
        "push.example.com\t|blank",
        "push example.com|blank",
        "push.example.com\u00a0|blank",
        "\ufeffpush.example.com|blank",
        "https://push.example.com|setUseTLS",
        "http://push.example.com|setUseTLS",
        "wss://push.example.com:443|setUseTLS",
        "ws://|setUseTLS",
        "push.example.com/|setPath",
        "push.example.com/live|setPath",
        "//push.example.com|setPath",
        "push.example.com\\live|setPath",
        "push.example.com?a=b|query",
        "push.example.com#a|fragment",
        "push.example.com:6001|setHost(\"push.example.com\") with setWssPort",
        "127.0.0.1:6001|setHost(\"127.0.0.1\") with setWssPort",
        "push.example.com:|setWssPort",
        "[::1]:6001|setHost(\"[::1]\") with setWssPort",
        "::1|such as [::1]",
        "2001:db8::7|such as [::1]",
        "[::1|IPv6",
        "[push.example.com]|IPv6",
        "my_host|underscore",
        "bücher.example|xn--bcher-kva.example",
        "a..b|no host name",
        "-a|no host name",
        "300.1.1.1|no host name",
        "${HOST}|no host name",
        "*|no host name"
      })
  void givenWhatIsNoHost_itIsRefusedWithTheCallThatWasMeant(String host, String words) {
    assertThatThrownBy(() -> new PusherOptions().setHost(host == null ? "" : host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("setHost: ")
        .hasMessageContaining(words);
  }

  @Test
  @Tag("CL-026")
  void givenAUserInTheHost_itIsNotShown() {
    assertThatThrownBy(() -> new PusherOptions().setHost("https://key:hush@push.example.com"))
        .hasMessageContaining("@")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @ParameterizedTest
  @CsvSource({"'',/app/", "/,/app/", "/live,/live/app/", "/a/b/,/a/b/app/", "/a%20b,/a%20b/app/"})
  void givenAPath_itStandsBeforeTheApp(String prefix, String begin) {
    String url = new PusherOptions().setHost("h").setPath(prefix).buildUrl("k");

    assertThat(URI.create(url).getRawPath()).isEqualTo(begin + "k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "live",
        "live/",
        "//",
        "/a//b",
        "/a b",
        "/a?b",
        "/a#b",
        "/../x",
        "/./x",
        "/a%",
        "/a%zz",
        "https://a/b",
        "/ä"
      })
  void givenWhatIsNoPath_itIsRefused(String prefix) {
    assertThatThrownBy(() -> new PusherOptions().setPath(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("setPath: ");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536, Integer.MAX_VALUE})
  void givenAPortThatIsNone_itIsRefused(int port) {
    assertThatThrownBy(() -> new PusherOptions().setWsPort(port)).hasMessageContaining("65535");
    assertThatThrownBy(() -> new PusherOptions().setWssPort(port)).hasMessageContaining("65535");
  }

  @Test
  void givenWaitsThatCannotBe_theyAreRefused() {
    PusherOptions options = new PusherOptions();
    HttpUserAuthenticator users = new HttpUserAuthenticator("http://127.0.0.1/auth");

    for (Duration wrong :
        new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE)}) {
      assertThatThrownBy(() -> options.setAuthTimeout(wrong)).hasMessageContaining("1 day");
      assertThatThrownBy(() -> users.setTimeout(wrong)).hasMessageContaining("1 h");
    }
    for (long wrong : new long[] {Long.MIN_VALUE, -1, 0, 999, 86_400_001, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> options.setActivityTimeout(wrong)).hasMessageContaining("1 day");
      assertThatThrownBy(() -> options.setPongTimeout(wrong)).hasMessageContaining("1 day");
    }
    for (int wrong : new int[] {-1, 0, 86_401}) {
      assertThatThrownBy(() -> options.setMaxReconnectGapInSeconds(wrong))
          .hasMessageContaining("1 to 86400");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EU ", "a.b", "eu/x", "https://x", "my_region"})
  void givenWhatIsNoRegion_itIsRefused(String cluster) {
    assertThatThrownBy(() -> new PusherOptions().setCluster(cluster))
        .hasMessageContaining("setHost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " key", "key\n", "a key", "a/b", "a?b", "käse"})
  void givenAKeyThatIsNone_noClientIsMade(String key) {
    PusherOptions options = new PusherOptions().setHost("127.0.0.1");

    assertThatThrownBy(() -> new Pusher(key, options)).hasMessageContaining("app key");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, x",
    "Connection, x",
    "Content-Length, 3",
    "Sec-WebSocket-Protocol, x",
    "sec-websocket-key, x",
    "a b, hush",
    "'', hush",
    "X-Token, 'hush\r\nX: y'",
    "X-Token, 'hush\n'"
  })
  @Tag("CL-026")
  void givenAHeaderThatCannotBeSent_itsNameIsToldAndNotItsValue(String name, String value) {
    assertThatThrownBy(() -> new PusherOptions().setHeaders(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + name + "\"")
        .hasNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/pusher/auth",
        "example.com/auth",
        "localhost:8000/auth",
        "ws://127.0.0.1/auth",
        "https:///auth",
        "https://a_b/auth",
        "https://a:0/auth",
        "https://a:65536/auth",
        "https://a:port/auth",
        "https://a/auth#x",
        "https://a/au th?token=hush",
        "https://user:hush@a/auth"
      })
  @Tag("CL-026")
  void givenAnEndpointThatNobodyCanAsk_itIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> new HttpUserAuthenticator(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://example.com")
        .hasNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    assertThatThrownBy(() -> new HttpChannelAuthorizer(url))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
