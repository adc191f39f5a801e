package io.belfry.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.origin.Origins;
import io.belfry.server.setting.Kind.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write for an origin. */
class OriginPatternTest {
  private static Origins only(String entry) {
    Reading<AppSettings.OriginPattern> reading = AppSettings.OriginPattern.read(entry);
    assertThat(reading.mistakes()).as(entry).isEmpty();
    return new Origins(reading.value().stream().toList(), Origins.Presence.OPTIONAL);
  }

  /** The entry, a page that it means, and one that it does not mean. */
  @ParameterizedTest
  @Tag("LIM-064")
  @Tag("WS-011")
  @CsvSource({
    "*, https://any.example:8443, ",
    "https://example.com, https://example.com, http://example.com",
    "https://example.com/, https://example.com, https://example.com:8443",
    "HTTPS://Example.COM, https://example.com, https://example.org",
    "' https://example.com ', https://example.com, https://www.example.com",
    "https://example.com:443, https://example.com, https://example.com:444",
    "http://example.com:80, http://example.com, https://example.com",
    "http://example.com:080, http://example.com, http://example.com:8080",
    "https://example.com:8443, https://example.com:8443, https://example.com",
    "example.com, http://example.com:3000, https://www.example.com",
    "example.com/, https://example.com, https://evilexample.com",
    "localhost:3000, http://localhost:3000, http://localhost:3001",
    "localhost:3000/, http://localhost:3000, http://localhost",
    "example.com:443, https://example.com, http://example.com",
    "*.example.com, https://a.b.example.com:1, https://example.com",
    "https://*.example.com, https://a.example.com, http://a.example.com",
    "https://*.example.com:8443, https://a.example.com:8443, https://a.example.com",
    "https://münchen.example, https://xn--mnchen-3ya.example, https://munchen.example",
    "https://xn--mnchen-3ya.example, https://xn--mnchen-3ya.example, https://münchen.example",
    "'https://ＥＸＡＭＰＬＥ.com', https://example.com, https://example.org",
    "http://[::1]:3000, http://[::1]:3000, http://[::1]",
    "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000, http://[::2]:3000",
    "'[2001:DB8:0:0:1:0:0:1]', https://[2001:db8::1:0:0:1], https://[2001:db8::1]",
    "http://127.0.0.1:8080, http://127.0.0.1:8080, http://127.0.0.1.example:8080",
    "http://my_app.local, http://my_app.local, http://my-app.local",
    "null, null, https://example.com",
    "NULL, null, http://null",
    "file://, file://, http://file",
    "file:///, file://, null",
    "capacitor://localhost, capacitor://localhost, http://localhost",
    "ionic://localhost, ionic://localhost, capacitor://localhost",
    "tauri://localhost, tauri://localhost, https://localhost",
    "app://obsidian.md, app://obsidian.md, https://obsidian.md",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop, chrome-extension://abcdefghijklmnopabcdefghijklmnop, moz-extension://abcdefghijklmnopabcdefghijklmnop",
  })
  void givenAnEntryThatIsClear_itMeansThatPageAndNoOther(String entry, String page, String other) {
    Origins origins = only(entry);

    assertThat(origins.allow(page)).as("%s means %s", entry, page).isTrue();
    if (other != null) {
      assertThat(origins.allow(other)).as("%s means %s", entry, other).isFalse();
    }
  }

  /** The entry, and what the advice has to contain. */
  @ParameterizedTest
  @Tag("LIM-064")
  @CsvSource({
    "https//www.example.com, Write https://www.example.com.",
    "https:/www.example.com, Write https://www.example.com.",
    "https:www.example.com, Write https://www.example.com.",
    "https;//www.example.com, Write https://www.example.com.",
    "https:///www.example.com, Write https://www.example.com.",
    "https:\\\\www.example.com, Write https://www.example.com.",
    "//www.example.com, Write https://www.example.com.",
    "wss://example.com, Write https://example.com.",
    "ws://localhost:6001, Write http://localhost:6001.",
    "www.example.com/path, Write www.example.com.",
    "https://example.com/path, Write https://example.com.",
    "https://example.com?x, Write https://example.com.",
    "https://example.com#x, Write https://example.com.",
    "https://example.com//, Write https://example.com.",
    "https://example.com/*, Write https://example.com.",
    "https://example.com:, Write https://example.com.",
    "https://example.com:*, Write example.com.",
    "localhost:*, Write localhost.",
    "*://example.com, Write example.com.",
    ".example.com, Write *.example.com.",
    "https://example.com., Write https://example.com.",
    "https://ex*mple.com, before a dot at the beginning",
    "*example.com, before a dot at the beginning",
    "*.*.example.com, before a dot at the beginning",
    "192.168.0.*, before a dot at the beginning",
    "https://*, before a dot at the beginning",
    "*.127.0.0.1, Write a host",
    "*.[::1], Write a host",
    "999.1.1.1, Write a host",
    "https://1.2.3, Write a host",
    "https://user:pw@example.com, no user and no password",
    "::1, in brackets",
    "http://::1, in brackets",
    "http://[::1, in brackets",
    "http://[::g], Write a host",
    "http://[fe80::1%25eth0], Write a host",
    "https://example.com:0, from 1 to 65535",
    "https://example.com:65536, from 1 to 65535",
    "https://example.com:x, from 1 to 65535",
    "about:blank, from 1 to 65535",
    "https://, has no host",
    "ionic://, has no host",
    "'https://a.example, https://b.example', an entry of its own",
    "https://a.example https://b.example, an entry of its own",
    "https://a.example;https://b.example, an entry of its own",
    "'', Leave it out",
    "/^https/, Write a host",
    "1http://example.com, Write such as https://example.com.",
    "https://straße.example, with xn--",
    "https://a..b, Write a host",
    "file://server/share, Write file://.",
    "https://exa(mple.com, Write a host",
  })
  void givenAnEntryThatWouldMatchNothing_itIsSaidHowToWriteIt(String entry, String advice) {
    Reading<AppSettings.OriginPattern> reading = AppSettings.OriginPattern.read(entry);

    assertThat(reading.value()).as(entry).isEmpty();
    assertThat(reading.mistakes()).as(entry).singleElement().asString().contains(advice);
  }

  @ParameterizedTest
  @Tag("THR-21")
  @ValueSource(
      strings = {
        "https://evilexample.com",
        "https://example.com.evil.example",
        "https://example.com@evil.example",
        "https://evil.example/https://example.com",
        "https://evil.example#https://example.com",
        "https://example.com/",
        "https://example.com/x",
        "https://example.com:8443",
        "https://*.example.com",
        "*",
        "example.com",
        "//example.com",
        "https:example.com",
        " https://example.com",
        "https://example.com.",
        "https://exаmple.com",
        "null",
        "",
        "\u0000"
      })
  void givenAFieldThatIsNotThatOrigin_itIsNotLetIn(String field) {
    assertThat(only("https://example.com").allow(field)).isFalse();
  }

  @ParameterizedTest
  @Tag("LIM-064")
  @ValueSource(strings = {".", "/", ":", "http:", "//", "*.", "https", "[", "h://"})
  void givenAVeryLongEntry_itIsJudgedAllTheSame(String piece) {
    assertThat(AppSettings.OriginPattern.read(piece.repeat(100_000)).value()).isEmpty();
    assertThat(AppSettings.OriginPattern.read(piece.repeat(100))).isNotNull();
  }
}
